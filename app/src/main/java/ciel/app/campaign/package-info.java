/** {@code ciel campaign}: many visits, from catalogs to registered images. */
package ciel.app.campaign;
