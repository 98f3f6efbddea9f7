/** YAML files of users: trees that know their lines, schemas, and what is wrong, said with line, column and remedy. */
package ciel.sim.yaml;
