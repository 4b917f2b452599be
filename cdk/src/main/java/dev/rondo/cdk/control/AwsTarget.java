package dev.rondo.cdk.control;

import dev.rondo.cdk.project.Packages;
import dev.rondo.rounds.machine.Definitions;
import java.util.List;
import software.amazon.awscdk.Annotations;
import software.amazon.awscdk.DefaultStackSynthesizer;
import software.amazon.awscdk.StackSynthesizer;
import software.amazon.awscdk.services.lambda.Alias;
import software.amazon.awscdk.services.lambda.Architecture;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.IFunction;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.lambda.SnapStartConf;

/**
 * AWS. The small functions run on arm64 with SnapStart, which needs a published version, so callers
 * use an alias. The evaluation needs x86_64 for the native libraries of DL4J and more disk than
 * SnapStart allows, so callers use the function itself.
 */
public final class AwsTarget implements Target {

  static final String ALIAS = "live";

  private final Packages packages;

  public AwsTarget(Packages packages) {
    this.packages = packages;
  }

  @Override
  public void pack(FunctionPackage code, Function.Builder function) {
    function.runtime(Runtime.JAVA_25);
    if (code == FunctionPackage.EVALUATION) {
      function
          .architecture(Architecture.X86_64)
          .code(Code.fromAsset(packages.evaluation().toString()));
    } else {
      function
          .architecture(Architecture.ARM_64)
          .code(
              Code.fromAsset(
                  (code == FunctionPackage.UNMASK ? packages.unmask() : packages.aggregation())
                      .toString()))
          .snapStart(SnapStartConf.ON_PUBLISHED_VERSIONS);
    }
  }

  @Override
  public IFunction called(FunctionPackage code, Function function) {
    if (code == FunctionPackage.EVALUATION) {
      return function;
    }
    // Callers use the alias of a published version.
    Annotations.of(function)
        .acknowledgeWarning("@aws-cdk/aws-lambda:snapStartRequirePublish", "an alias is called");
    return Alias.Builder.create(function, "Alias")
        .aliasName(ALIAS)
        .version(function.getCurrentVersion())
        .build();
  }

  @Override
  public String roundMachine() {
    return Definitions.round();
  }

  @Override
  public boolean requiresTls() {
    return true;
  }

  @Override
  public boolean computesAlarms() {
    return true;
  }

  @Override
  public List<String> sendMessages() {
    return List.of("sqs:SendMessage");
  }

  @Override
  public String answers(String stateMachineArn) {
    return stateMachineArn;
  }

  @Override
  public boolean knowsEncryptionContext() {
    return true;
  }

  @Override
  public StackSynthesizer synthesizer() {
    return new DefaultStackSynthesizer();
  }
}
