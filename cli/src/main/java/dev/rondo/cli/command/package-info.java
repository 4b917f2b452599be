/** The commands that prepare data and models, and that look into and manage runs. */
@org.jspecify.annotations.NullMarked
package dev.rondo.cli.command;
