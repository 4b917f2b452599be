package dev.rondo.faults.invariant;

import dev.rondo.faults.service.Bucket;
import dev.rondo.faults.service.Bucket.Version;
import dev.rondo.protocol.store.ObjectKeys;
import dev.rondo.rounds.update.Roster;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Whom the rosters of a job have admitted since one of its rounds opened. A function may have read
 * any of them: a client that some of them admit and others do not may count or be refused.
 */
enum Admission {
  ALWAYS,
  AT_TIMES,
  NEVER;

  static Admission of(Bucket bucket, String job, int round, String client) {
    int opened = bucket.first(ObjectKeys.plan(job, round)).map(Version::step).orElse(0);
    List<Version> versions = bucket.versions(ObjectKeys.roster(job));
    int admitting = 0;
    int all = 0;
    for (int i = 0; i < versions.size(); i++) {
      boolean replacedBefore = i + 1 < versions.size() && versions.get(i + 1).step() < opened;
      if (!replacedBefore) {
        all++;
        Roster roster = bucket.parsed().read(versions.get(i), Roster.class, "roster.json");
        admitting += admits(roster, client) ? 1 : 0;
      }
    }
    if (admitting == all) {
      return ALWAYS;
    }
    return admitting == 0 ? NEVER : AT_TIMES;
  }

  private static boolean admits(Roster roster, String client) {
    return roster.clients().stream()
        .map(entry -> Pattern.quote(entry).replace("*", "\\E.*\\Q"))
        .anyMatch(client::matches);
  }
}
