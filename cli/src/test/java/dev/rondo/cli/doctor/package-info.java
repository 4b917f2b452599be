/** Tests of what the doctor finds. */
@org.jspecify.annotations.NullMarked
package dev.rondo.cli.doctor;
