/** Every option once, typed; a flag goes before the configuration, that before the default. */
package io.longshore.core.option;
