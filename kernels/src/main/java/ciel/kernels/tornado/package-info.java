/**
 * The photon engine on TornadoVM, which compiles Java for GPUs at run time. {@link
 * ciel.kernels.tornado.PhotonKernel} and {@link ciel.kernels.tornado.SkyKernel} are plain static methods over arrays
 * and run as plain Java too, which is how every build tests them. What needs TornadoVM's own classes is in
 * {@code src/tornado/java} and is compiled only where {@code TORNADOVM_HOME} is set; {@link
 * ciel.kernels.tornado.TornadoSupport} finds it by ServiceLoader.
 */
package ciel.kernels.tornado;
