/**
 * One engine for all settings. A {@link dev.rondo.settings.Field} describes a setting, a {@link
 * dev.rondo.settings.Schema} lists the fields of a program and the rules between them, and readers
 * collect {@link dev.rondo.settings.RawSettings} from YAML, flags, environment variables and CDK
 * context. Resolving them gives typed {@link dev.rondo.settings.Values}, or all problems at once.
 */
@org.jspecify.annotations.NullMarked
package dev.rondo.settings;
