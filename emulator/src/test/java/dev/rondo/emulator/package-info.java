/** The stack on an emulator of AWS: real packages, real processes, real rounds. */
@org.jspecify.annotations.NullMarked
package dev.rondo.emulator;
