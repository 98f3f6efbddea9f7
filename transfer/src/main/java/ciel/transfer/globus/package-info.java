/**
 * Globus Auth (v2) and Globus Transfer (v0.10): a REST client that can be used alone. It needs the JDK's HTTP client
 * and Jackson, nothing else of Ciel.
 *
 * <p>Start at {@link ciel.transfer.globus.Globus}. Facts about the services come from the public documentation at
 * docs.globus.org and from reading the
 * Globus SDK for Python 4.9.0; the code and its wording are our own.
 *
 * <p>Rules kept everywhere in this package:
 * <ul>
 *   <li>a secret (token, refresh token, client secret, code, verifier) lives in a {@link
 * ciel.transfer.globus.Secret}, which prints only a fingerprint;
 *       text that comes back from a server is searched for the secrets that were sent before anybody sees it;</li>
 *   <li>unknown JSON fields are ignored, codes decide, never the wording of a message;</li>
 *   <li>a submission is written down before it is posted ({@link ciel.transfer.globus.Submitter});</li>
 *   <li>every failure says whether waiting helps ({@link ciel.transfer.globus.GlobusException.Kind}).</li>
 * </ul>
 */
package ciel.transfer.globus;
