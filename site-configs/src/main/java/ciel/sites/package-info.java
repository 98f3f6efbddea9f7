/** What is known of the sites where images are made and kept: one YAML file each, checked against a schema. */
package ciel.sites;
