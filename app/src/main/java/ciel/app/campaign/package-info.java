/**
 * {@code ciel campaign}: many visits, from catalogs to registered images.
 *
 * <p>Internal: other modules do not use it.
 */
package ciel.app.campaign;
