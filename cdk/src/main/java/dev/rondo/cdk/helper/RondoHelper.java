package dev.rondo.cdk.helper;

import dev.rondo.cdk.control.Target;
import dev.rondo.cdk.settings.HelperSettings;
import dev.rondo.cdk.settings.Settings;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.lambda.IAlias;
import software.constructs.Construct;

/**
 * The helper of secure aggregation, for another account than the control stack's: one function, one
 * bucket, and one key that encrypts the helper's private key. Whoever controls both accounts sees
 * every update; either account alone sees sums.
 */
public final class RondoHelper extends Stack {

  /**
   * @param accountA the account that aggregates
   * @param jobBucket the bucket of its control stack
   */
  public RondoHelper(
      Construct scope, Settings settings, Target target, String accountA, String jobBucket) {
    super(
        scope,
        settings.helperStack(),
        StackProps.builder()
            .stackName(settings.helperStack())
            .terminationProtection(settings.get(Settings.TERMINATION_PROTECTION))
            .description("Rondo: helper of secure aggregation")
            .synthesizer(target.synthesizer())
            .build());
    HelperStore store = new HelperStore(this, settings, target.requiresTls());
    // Without the key, no seed can be opened, so it is kept like the bucket.
    Key key =
        Key.Builder.create(this, "Key")
            .description("Encrypts the private key of the helper of Rondo's secure aggregation")
            .enableKeyRotation(true)
            .removalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE)
            .build();
    HelperFunction helper =
        new HelperFunction(this, settings, target, store.bucket(), key, accountA, jobBucket);
    new HelperAlarms(this, settings, target.requiresTls(), helper.function());
    output("HelperBucketName", store.bucket().getBucketName());
    output("HelperFunctionArn", helper.called().getFunctionArn());
    output("HelperFunctionName", helper.function().getFunctionName());
    if (helper.called() instanceof IAlias alias) {
      output("HelperFunctionAlias", alias.getAliasName());
    }
    output("HelperRoleArn", helper.role().getRoleArn());
    output("HelperKeyArn", key.getKeyArn());
    output("HelperMinimum", settings.get(HelperSettings.MINIMUM).toString());
  }

  private void output(String name, String value) {
    CfnOutput.Builder.create(this, name).value(value).build();
  }
}
