package dev.rondo.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.faults.Mutant.Edit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The schedules detect faults in the code: for each deliberate fault, one of the first three
 * thousand schedules violates an invariant.
 */
class MutantsTest {

  private static final int SEEDS = 3_000;

  /** Plausible programming errors, one at a time. */
  enum Deliberate {
    SUMS_MAY_OVERLAP(
        edit(
            "rounds/step/DisjointPartials.java",
            "!overlaps && content",
            "!content.isEmpty() && content"),
        edit(
            "rounds/aggregation/PartialAggregate.java", "if (repeated)", "if (repeated && false)")),
    COVERED_UPDATES_ARE_FOLDED_AGAIN(
        edit("rounds/step/RawUpdates.java", "!known.contains(client(i))", "!client(i).isEmpty()"),
        edit(
            "rounds/aggregation/PartialAggregate.java", "if (repeated)", "if (repeated && false)")),
    UPDATES_WITHOUT_EVENT_ARE_FORGOTTEN(
        edit(
            "rounds/step/WholeChoice.java",
            "inOrder(single.keySet(), raw)",
            "inOrder(single.keySet(), List.of())")),
    THE_LOSER_OF_THE_FREEZE_FOLDS_ITS_OWN_CHOICE(
        edit(
            "rounds/step/WholeModel.java",
            "chosen.sum().filter(mine -> winner.equals(chosen.decision()))",
            "chosen.sum()")),
    CONTRIBUTORS_ARE_NOT_FROZEN(
        edit(
            "rounds/step/WholeModel.java",
            "Decision winner = documents.writeOnce(key, chosen.decision());",
            "Decision winner = chosen.decision(); documents.write(key, winner);")),
    COMMIT_WITHOUT_A_CONDITION(
        edit(
            "rounds/state/RoundOutcomes.java",
            "return documents.writeOnce(ObjectKeys.outcome(plan.job(), plan.round()), outcome);",
            "documents.write(ObjectKeys.outcome(plan.job(), plan.round()), outcome); return"
                + " outcome;"),
        edit(
            "rounds/step/VersionCommit.java",
            "return outcomes.read(plan.job(), plan.round()).map(",
            "return outcomes.read(plan.job(), plan.round()).filter(x -> plan.round() < 0).map(")),
    A_COMMIT_IGNORES_THAT_THE_ROUND_IS_ABANDONED(
        edit(
            "rounds/step/VersionCommit.java",
            "RoundOutcome outcome = outcomes.write(plan, RoundOutcome.commit(manifest));",
            "RoundOutcome outcome = RoundOutcome.commit(manifest); outcomes.write(plan,"
                + " outcome);")),
    AN_ABANDONMENT_OVERWRITES_A_COMMIT(
        edit(
            "rounds/step/AbandonRound.java",
            "RoundOutcome outcome = outcomes.write(plan, RoundOutcome.abandon(why));",
            "RoundOutcome outcome = RoundOutcome.abandon(why);"
                + " documents.write(ObjectKeys.outcome(plan.job(), plan.round()), outcome);")),
    A_ROUND_OPENS_BEFORE_THE_ONE_BEFORE_HAS_ITS_RESULT(
        edit(
            "rounds/step/OpenRound.java",
            "|| documents.exists(ObjectKeys.result(request.job(), before))",
            "|| before > 0")),
    SEATS_ARE_SAID_TO_BE_SENT_BEFORE_THEY_ARE(
        edit(
            "rounds/step/OpenRound.java",
            "for (int from = 0;",
            "documents.writeOnce(key, new SeatsPublished(plan.seats(), clock.instant()));"
                + " for (int from = 0;")),
    A_SEAT_BETWEEN_TWO_BLOCKS_IS_NOT_SENT(
        edit("rounds/step/OpenRound.java", "from += seatsAtOnce)", "from += seatsAtOnce + 1)")),
    METRICS_OF_A_SPOILT_PASS_COUNT_AGAIN(
        edit(
            "rounds/aggregation/Fold.java",
            "CountedExamples examples = counted;",
            "CountedExamples examples = counted; MetricSums.Sum measured = new MetricSums.Sum();"),
        edit(
            "rounds/aggregation/Fold.java",
            "      MetricSums.Sum measured = new MetricSums.Sum();\n",
            "")),
    METRICS_OF_LEFT_OUT_CANDIDATES_COUNT(
        edit(
            "rounds/step/ModelInParts.java",
            "if (candidates.measured().clients() == 0) {\n      return Decision.of(kept,"
                + " MetricSums.none());",
            "if (candidates.measured().clients() >= 0) {\n      return Decision.of(kept,"
                + " candidates.measured());")),
    METRICS_OF_UPDATES_WITHOUT_EVENT_ARE_FORGOTTEN(
        edit(
            "rounds/step/ValidUpdates.java",
            "valid.measured().ifPresent(value -> measured.put(valid.contributor().seat(), value));",
            "valid.measured();")),
    A_PART_LEAVES_SOMEBODY_OUT(
        edit(
            "rounds/step/FoldPart.java",
            "work.upload(decision.contributors(), version, current)",
            "work.upload(decision.contributors().subList(0, 1), version, current)")),
    A_VERSION_IS_MADE_BEFORE_ALL_PARTS_ARE_THERE(
        edit("rounds/step/ModelInParts.java", "return Outcome.fanOut(Phase.FOLD, missing);", "")),
    THE_END_OF_A_COMMITTED_ROUND_IS_NOT_REPAIRED(
        edit(
            "rounds/step/VersionCommit.java",
            ".map(outcome -> end(plan, outcome));",
            ".map(x -> x.wasAbandoned() ? Outcome.abandoned() : Outcome.committed(plan));"),
        edit("rounds/step/CloseRound.java", "outcomes.complete(plan, outcome);", "")),
    THE_WAITING_STEP_DOES_NOT_LOOK_ITSELF(
        edit(
            "rounds/step/AwaitQuorum.java",
            "|| new SeatCount(store, plan, digits).isQuorum()) {",
            ") {")),
    A_TOKEN_REPLACES_ANOTHER(
        edit(
            "rounds/step/AwaitQuorum.java",
            "now.etag(), tokens.and(token))",
            "now.etag(), new WaitToken(token))")),
    A_WORKER_IS_DONE_WITH_WHAT_FAILED(
        edit(
            "rounds/step/FoldUpdates.java", "events.forEach(event -> again.add(event.id()));", "")),
    A_WORKER_FAILS_AND_NOBODY_HEARS_OF_IT(
        edit(
            "rounds/step/FoldUpdates.java",
            "Fold fold =",
            "if (updates.size() > 2) { throw new IllegalStateException(\"a defect\"); }"
                + " Fold fold =")),
    A_WORKER_DOES_NOT_WAKE(
        edit("rounds/step/FoldUpdates.java", "awaitQuorum.wakeIfReached(plan.get(), seats);", "")),
    ANY_NONCE_WILL_DO(
        edit("protocol/round/SeatTree.java", "boolean proven =", "boolean proven = seat >= 0 ||")),
    A_SEAT_COUNTS_TWICE(
        edit(
            "rounds/aggregation/Verdicts.java",
            "isOf(key, mine.etag(), first) ? counting(valid, first) : duplicate(key, first)",
            "first == null ? duplicate(key, first) : checked"),
        edit("rounds/step/DisjointPartials.java", "|| seats.contains(c.seat())", ""),
        edit(
            "rounds/aggregation/PartialAggregate.java",
            "seats.putIfAbsent(contributor.seat(), contributor.client()) != null",
            "seats.putIfAbsent(contributor.seat(), contributor.client()) != null && false")),
    A_SEAT_COUNTS_TWICE_IN_PARTS(
        edit(
            "rounds/aggregation/Verdicts.java",
            "return Optional.of(record(duplicate(key, first.get().contributor())));",
            ""),
        edit(
            "rounds/aggregation/Verdicts.java",
            "isOf(key, mine.etag(), first) ? counting(valid, first) : duplicate(key, first)",
            "first == null ? duplicate(key, first) : checked")),
    A_WEIGHT_HAS_NO_BOUND(
        edit(
            "rounds/step/Weights.java",
            "plan.admission().maxWeightRatio()",
            "0 * plan.admission().maxWeightRatio()")),
    A_LATER_VERDICT_HAS_ITS_OWN_WEIGHT(
        edit("rounds/aggregation/Verdicts.java", "? counting(valid, first)", "? valid")),
    AN_EARLIER_VERDICT_IS_NOT_IN_THE_SUM(
        edit(
            "rounds/aggregation/FoldPass.java",
            "!weights(verdicts).equals(weights(checked))",
            "weights(verdicts).size() < weights(checked).size()")),
    A_FROZEN_WEIGHT_IS_COMPUTED_AGAIN(
        edit(
            "rounds/step/WholeModel.java",
            "decision.examples()",
            "dev.rondo.rounds.aggregation.Verdicts.ofMaster(store, plan, resources.blocks(),"
                + " resources.limits()).examples()")),
    A_STRIDE_OF_A_PART_READS_THE_FIRST_NUMBERS(
        edit(
            "rounds/parts/PartFold.java",
            "updates.range(contributors.get(update), from, from + length)",
            "updates.range(contributors.get(update), part.from(), part.from() + length)")),
    DISTANCES_ARE_THOSE_OF_THE_FIRST_STRIDE(
        edit(
            "rounds/parts/SliceDistances.java",
            "int from = part.from() + number * rows.most();",
            "int from = part.from();")),
    A_VERDICT_REPLACES_ANOTHER(
        edit(
            "rounds/aggregation/Verdicts.java",
            "documents.writeOnce(key(mine.seat()), new SeatVerdict(mine, valid.measured()));",
            "new SeatVerdict(mine, valid.measured()); documents.write(key(mine.seat()),"
                + " written);")),
    A_WORKER_COUNTS_ITS_OWN_BLOCK_ONLY(
        edit(
            "rounds/step/SeatCount.java",
            "return (grown || !before.checked()) && isQuorumByFullCounts(last);",
            "return size(seats.iterator().next() / blockSize) >= plan.quorum();")),
    A_BLOCK_MAY_GROW_TOO_FAR_UNSEEN(
        edit(
            "rounds/step/SeatCount.java",
            "before.total() - 1) / blocks + 1",
            "before.total() - 1) / blocks + 2")),
    A_NAN_IS_A_NUMBER(edit("rounds/update/UpdateStream.java", "!Double.isFinite(sum)", "sum < 0")),
    ANY_NORM_WILL_DO(
        edit(
            "rounds/update/UpdateReader.java",
            "plan.maxUpdateNorm() > 0 && norm",
            "plan.maxUpdateNorm() < 0 && norm")),
    UPDATES_OF_OTHER_ROUNDS_COUNT(
        edit(
            "rounds/update/UpdateHeader.java",
            "expect(Reason.ROUND, \"round\", Integer.toString(plan.round()), text(metadata,"
                + " \"round\"));",
            "")),
    THE_END_OF_A_ROUND_UNDOES_WHAT_CAME_AFTER(
        edit(
            "rounds/state/LatestVersion.java",
            "latest.value().throughRound() >= plan.round()\n          || ",
            "")),
    A_ROLLBACK_NEEDS_NO_PAUSE(
        edit("rounds/state/LatestVersion.java", "refuseWhileUnderWay(job, latest.value());", "")),
    A_ROUND_IS_TAKEN_FROM_WHO_RUNS_IT(
        edit(
            "rounds/step/OpenRound.java",
            "executions.isRunning(owner.execution())",
            "owner.execution().isEmpty()")),
    ACCEPTED_UPDATES_ARE_LATE_TOO(
        edit("rounds/step/CountUpdates.java", "limits, accepted)", "limits, Set.of())"),
        edit("rounds/step/CountUpdates.java", "left.with(accepted)", "left.with(Set.of())")),
    WHO_COMES_SECOND_BELIEVES_TO_BE_FIRST(
        edit(
            "protocol/store/Documents.java",
            "return require(key, (Class<T>) value.getClass());",
            "return value;")),
    GROUPS_SHARE_MEMBERS(
        edit(
            "rounds/aggregation/Decision.java",
            "all.size() * (number - 1) / groups",
            "all.size() * (number - 1) / groups / 2"),
        edit(
            "rounds/aggregation/PartialAggregate.java", "if (repeated)", "if (repeated && false)")),
    THE_MOMENTUM_IS_THAT_OF_ANOTHER_VERSION(
        edit(
            "rounds/privacy/StateKeys.java",
            "plan.job(), plan.baseVersion()).optimizerKey()",
            "plan.job(), Math.max(0, plan.baseVersion() - 1)).optimizerKey()")),
    A_PART_FORGETS_THE_MOMENTUM(
        edit(
            "rounds/parts/PartWork.java",
            "optimizer.state().isEmpty() ?",
            "optimizer.state().isEmpty() || plan.baseVersion() > 0 ?")),
    A_RELEASE_FORGETS_THE_NOISE_OF_THE_ONE_BEFORE(
        edit(
            "rounds/privacy/StateKeys.java",
            "PrivateOptimizer.isBuffer(vector) ? noise : optimizer",
            "PrivateOptimizer.isBuffer(vector) ? Optional.empty() : optimizer")),
    A_ROLLBACK_TURNS_THE_NOISE_BACK(
        edit(
            "rounds/privacy/StateKeys.java",
            "PrivateOptimizer.isBuffer(vector) ? noise : optimizer",
            "optimizer")),
    NOISE_IS_DRAWN_ANEW_EACH_TIME(
        edit(
            "rounds/privacy/NoiseSecret.java",
            "digest.getBytes(StandardCharsets.US_ASCII)",
            "(digest + System.nanoTime()).getBytes(StandardCharsets.US_ASCII)")),
    THE_DENOMINATOR_IS_THE_NUMBER_OF_CONTRIBUTORS(
        edit(
            "protocol/round/Plan.java",
            "privacy.isPresent() ? privacy.get().denominator() : totalWeight",
            "totalWeight")),
    A_CLIENT_CONTRIBUTES_BEYOND_ITS_CAP(
        edit(
            "protocol/round/Participations.java", "so.times() >= privacy.cap()", "so.times() < 0")),
    A_CLIENT_CONTRIBUTES_DURING_ITS_COOL_DOWN(
        edit(
            "protocol/round/Participations.java",
            "privacy.release() >= free",
            "privacy.release() >= free - 1")),
    A_ROUND_OPENS_BEYOND_THE_BUDGET(
        edit(
            "rounds/step/Ledger.java", "privacy.allows(releases + 1)", "privacy.allows(releases)")),
    A_ROLLED_BACK_RELEASE_IS_NOT_COUNTED(
        edit(
            "rounds/step/Ledger.java",
            "round < request.round(); round++",
            "round < request.round() - 1; round++")),
    EXAMPLES_OF_A_PRIVATE_ROUND_ARE_SHOWN(
        edit("rounds/aggregation/FoldPass.java", "plan.hidesReports() ? 0 : examples", "examples")),
    AN_UPDATE_IS_CLIPPED_TWICE(
        edit(
            "rounds/aggregation/HeldUpdate.java",
            "contributor.weight(stretch.role())",
            "contributor.weight(stretch.role()) * contributor.clip()")),
    A_PART_DOES_NOT_CLIP(
        edit(
            "rounds/parts/Combiner.java",
            "contributor.weight(stretch.role())",
            "contributor.weight()")),
    THE_MEDIAN_OF_AN_EVEN_NUMBER_IS_THE_LOWER_ONE(
        edit(
            "rounds/rule/CoordinateRules.java",
            "out, lower, updates.length - lower);",
            "out, lower, lower + 1);")),
    ONLY_THE_LARGEST_VALUES_ARE_TRIMMED(
        edit(
            "rounds/rule/CoordinateRules.java",
            "out, cut, updates.length - cut);",
            "out, 0, updates.length - cut);")),
    MULTI_KRUM_LOOKS_AT_ONE_SLICE_ALONE(
        edit("rounds/step/ModelInParts.java", "slice <= plan.distanceSlices()", "slice <= 1")),
    CANDIDATES_ARE_NOT_FROZEN(
        edit(
            "rounds/step/ModelInParts.java",
            "return frozen.isPresent()\n",
            "documents.writeOnce(key, new ValidUpdates(store, plan, resources).decide());"
                + " return frozen.isPresent() && plan.round() < 1\n"),
        edit(
            "rounds/step/ModelInParts.java",
            ": documents.writeOnce(key, new ValidUpdates(store, plan, resources).decide());",
            ": new ValidUpdates(store, plan, resources).decide();")),
    REJECTED_UPDATES_HIDE_DROPPED_SEATS(
        edit(
            "rounds/step/UpdateCounts.java",
            "Math.max(0, seats - accepted - late)",
            "Math.max(0, seats - accepted - late - rejected)")),
    A_TRAINING_FORGETS_THE_ACCURACY(
        edit(
            "training.asl.json",
            "$states.result.Output.test_accuracy : $accuracy",
            "$states.result.Output.test_accuracy : null")),
    THE_MODEL_OF_SCALE_FORGETS_THE_ROWS_OF_A_MEDIAN(
        edit(
            "rounds/scale/Memory.java",
            "READS_IN_FLIGHT + (allUpdates ? seats : 0)",
            "READS_IN_FLIGHT")),
    THE_MODEL_OF_SCALE_COUNTS_SHORT_CONTRIBUTORS(
        edit(
            "rounds/scale/DocumentSizes.java",
            "CONTRIBUTOR_BYTES = 668",
            "CONTRIBUTOR_BYTES = 100"),
        // Otherwise the room for 32 metrics would suffice for the contributors of a schedule.
        edit("rounds/scale/DocumentSizes.java", "METRICS_BYTES = 16_384", "METRICS_BYTES = 0")),
    A_DISTANCE_SLICE_IS_READ_AS_A_WHOLE(
        edit(
            "rounds/parts/SliceDistances.java",
            "Math.min(part.length(), reads.numbersOfEach(candidates.size()))",
            "part.length()")),
    THE_SECOND_BLOCK_OF_A_TENSOR_IS_ADDED_TO_THE_FIRST(
        edit("rounds/update/UpdateStream.java", "offset += length;", "")),
    A_SECOND_BLOCK_MOVES_THE_FIRST_NUMBERS_OF_A_PART(
        edit("rounds/parts/PartFold.java", "int begin = at + done;", "int begin = at;")),
    UPDATES_SIDE_BY_SIDE_ARE_READ_WITH_THE_NEXT_ONES(
        edit(
            "rounds/aggregation/FoldPass.java",
            "Math.min(updates.size(), from + blocks.updates())",
            "Math.min(updates.size(), from + blocks.updates() + 1)"),
        edit(
            "rounds/aggregation/FoldPass.java",
            "new float[blocks.updates()][]",
            "new float[blocks.updates() + 1][]"),
        edit(
            "rounds/aggregation/FoldPass.java",
            "new double[blocks.updates()]",
            "new double[blocks.updates() + 1]"),
        edit(
            "rounds/aggregation/PartialAggregate.java", "if (repeated)", "if (repeated && false)")),
    THE_MASTER_MAKES_ONE_PASS(
        edit(
            "rounds/step/WholeChoice.java",
            "valid.mayReadMore()",
            "valid.mayReadMore() && plan.round() < 0")),
    THE_MASTER_MAKES_ONE_PASS_IN_PARTS(
        edit(
            "rounds/step/ValidUpdates.java",
            "valid.size() < least && mayReadMore()",
            "valid.size() < least && mayReadMore() && plan.round() < 0")),
    THE_MASTER_READS_ONE_UPDATE_IN_A_PASS(
        edit(
            "rounds/scale/RoundLimits.java",
            "Math.min(updates(seats), reads / readsOfUpdate(updateBytes))",
            "Math.min(1, reads / readsOfUpdate(updateBytes))")),
    THE_MASTER_RECORDS_NO_REJECTION_IN_A_FULL_BLOCK(
        edit(
            "rounds/aggregation/Verdicts.java",
            "new Verdicts(store, plan, blocks, limits, false)",
            "new Verdicts(store, plan, blocks, limits, true)")),
    A_CLIENT_THAT_ROSTERS_REFUSE_AND_ADMIT_COUNTS_TWICE(
        edit(
            "rounds/step/CountUpdates.java",
            "!mayHaveBoth(left) || !limits",
            "!late.isEmpty() || !limits")),
    ANYBODY_IS_INVITED(
        edit(
            "rounds/aggregation/GuestList.java",
            "if (!invited.test(client)) {",
            "if (client.isEmpty() && !invited.test(client)) {")),
    A_PASS_WITH_A_REFUSAL_LEAVES_ITS_NUMBERS(
        edit("rounds/aggregation/Fold.java", "sum.clear();", ""),
        edit(
            "rounds/aggregation/PartialAggregate.java", "if (repeated)", "if (repeated && false)")),
    THE_HELPER_FREEZES_NO_SET(
        edit(
            "unmasking/Unmask.java",
            "documents.writeOnce(ObjectKeys.unmasked(request.job(), request.round()), mine);",
            "mine; documents.write(ObjectKeys.unmasked(request.job(), request.round()), mine);")),
    THE_HELPER_IGNORES_THE_FROZEN_SET(
        edit(
            "unmasking/Unmask.java",
            "if (!frozen.admits(request)) {",
            "if (frozen.updates().isEmpty()) {")),
    THE_LOSER_OF_A_FREEZE_GIVES_ITS_SUM_AWAY(
        edit(
            "unmasking/Unmask.java",
            "return first.equals(mine) ? answer(request, streams(checked)) : answer(request,"
                + " first);",
            "return first.updates().isEmpty() ? answer(request, first)"
                + " : answer(request, streams(checked));")),
    THE_HELPER_HAS_NO_MINIMUM(
        edit(
            "unmasking/Unmask.java",
            "if (request.updates().size() < minimum) {",
            "if (request.updates().isEmpty()) {")),
    A_SEED_NEEDS_NO_SIGNATURE(
        edit(
            "unmasking/SeedCheck.java",
            ".filter(seed -> seed.isSignedBy(client.get(), context(update), digest(update)))",
            "")),
    A_SUM_LACKS_A_MASK(
        edit(
            "unmasking/MaskSum.java",
            "streams.forEach(",
            "streams.subList(1, streams.size()).forEach(")),
    THE_MASTER_ASKS_FOR_THE_FIRST_RANGE_ONLY(
        edit(
            "rounds/aggregation/MaskSums.java",
            "return missing;",
            "return missing.subList(0, Math.min(1, missing.size()));")),
    A_STRIDE_OF_A_PART_SUBTRACTS_THE_FIRST_MASKS(
        edit("rounds/parts/PartMasks.java", "at, at + length)", "0, length)")),
    THE_MASTER_LEAVES_THE_MASKS_IN_THE_SUM(
        edit(
            "rounds/step/WholeModel.java",
            "unmasking.ifPresent(masks -> masks.sums().unmask(all, resources.blocks().ofSum()));",
            "")),
    THE_HELPER_ADDS_NO_NOISE(
        edit(
            "unmasking/Unmask.java",
            "noise = SumNoise.of(own, key, request);",
            "noise = Optional.empty();")),
    THE_HELPER_FORGETS_THE_NOISE_BEFORE(
        edit(
            "unmasking/SumNoise.java",
            "this.before = before;",
            "this.before = before.filter(any -> blt.isEmpty());")),
    CLIENTS_ARE_TOLD_OF_HALF_THE_NOISE(
        edit("rounds/job/MaskedNoise.java", "grid.deviation(),", "grid.deviation() / 2,")),
    A_CLIENT_FORGETS_ITS_SEED(
        edit(
            "protocol/client/SecureUploads.java",
            "helper.orElseThrow().putIfAbsent(key, Content.of(masked.seed()));",
            "Content.of(masked.seed());"));

    @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable, and so are edits.
    private final List<Edit> edits;

    Deliberate(Edit... edits) {
      this.edits = List.of(edits);
    }

    List<Edit> edits() {
      return edits;
    }

    private static Edit edit(String file, String found, String replacement) {
      return new Edit(file, found, replacement);
    }
  }

  /** Seeds that are tried first, because the schedules before them take minutes. */
  private static final Map<Deliberate, Long> KNOWN =
      Map.of(
          Deliberate.THE_MASTER_MAKES_ONE_PASS, 1_336L,
          Deliberate.THE_MODEL_OF_SCALE_FORGETS_THE_ROWS_OF_A_MEDIAN, 1_012L,
          Deliberate.SUMS_MAY_OVERLAP, 846L,
          Deliberate.A_CLIENT_THAT_ROSTERS_REFUSE_AND_ADMIT_COUNTS_TWICE, 401L,
          Deliberate.THE_LOSER_OF_A_FREEZE_GIVES_ITS_SUM_AWAY, 396L,
          Deliberate.THE_HELPER_FREEZES_NO_SET, 396L,
          Deliberate.A_ROUND_OPENS_BEFORE_THE_ONE_BEFORE_HAS_ITS_RESULT, 265L,
          Deliberate.A_TRAINING_FORGETS_THE_ACCURACY, 247L,
          Deliberate.METRICS_OF_A_SPOILT_PASS_COUNT_AGAIN, 200L);

  @ParameterizedTest
  @EnumSource
  @Execution(ExecutionMode.CONCURRENT)
  void aDeliberateFaultIsDetected(Deliberate fault) throws Exception {
    LongFunction<Optional<String>> check = Mutant.of(fault.edits).newInstance(SeedCheck.class);
    Optional<String> broken;
    long seed = KNOWN.getOrDefault(fault, 1L);
    try (AutoCloseable closed = (AutoCloseable) check) {
      broken = check.apply(seed);
      for (long next = 1; broken.isEmpty() && next <= SEEDS; next++) {
        seed = next;
        broken = check.apply(seed);
      }
      assertThat(closed).isNotNull();
    }

    assertThat(broken).as("what %s breaks within %d seeds", fault, SEEDS).isPresent();
    System.out.printf(
        "%-48s seed %3d: %s%n", fault, seed, broken.orElseThrow().lines().findFirst().orElse(""));
  }
}
