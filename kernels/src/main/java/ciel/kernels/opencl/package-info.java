/**
 * The photon engine on OpenCL devices. {@link ciel.kernels.opencl.ComputeDevice} is all that the engine asks of a
 * binding; {@link ciel.kernels.opencl.JoclDevice} is the one
 * class that knows JOCL. Kernels are resources of this package, {@code *.cl}.
 */
package ciel.kernels.opencl;
