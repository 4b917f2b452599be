/** Checks a deployed stack and suggests fixes. */
@org.jspecify.annotations.NullMarked
package dev.rondo.cli.doctor;
