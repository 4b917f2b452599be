/** Files that were downloaded once and are not trusted blindly afterwards. */
@org.jspecify.annotations.NullMarked
package dev.rondo.agent.cache;
