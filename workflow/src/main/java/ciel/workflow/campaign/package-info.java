/** The campaign file: what is to be rendered, where, and where the images go; read from YAML and checked. */
package ciel.workflow.campaign;
