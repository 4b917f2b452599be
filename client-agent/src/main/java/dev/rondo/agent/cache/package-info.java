/** A cache of downloaded files, which are verified at every use. */
@org.jspecify.annotations.NullMarked
package dev.rondo.agent.cache;
