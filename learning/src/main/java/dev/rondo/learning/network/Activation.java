package dev.rondo.learning.network;

/** An activation between dense layers, with its derivative as a function of its output. */
public enum Activation {
  IDENTITY {
    @Override
    void apply(float[] values, int count) {}

    @Override
    void backpropagate(float[] outputs, float[] errors, int count) {}
  },
  RELU {
    @Override
    void apply(float[] values, int count) {
      for (int i = 0; i < count; i++) {
        values[i] = Math.max(values[i], 0f);
      }
    }

    @Override
    void backpropagate(float[] outputs, float[] errors, int count) {
      for (int i = 0; i < count; i++) {
        errors[i] = outputs[i] > 0 ? errors[i] : 0f;
      }
    }
  },
  TANH {
    @Override
    void apply(float[] values, int count) {
      for (int i = 0; i < count; i++) {
        values[i] = (float) StrictMath.tanh(values[i]);
      }
    }

    @Override
    void backpropagate(float[] outputs, float[] errors, int count) {
      for (int i = 0; i < count; i++) {
        errors[i] *= 1 - outputs[i] * outputs[i];
      }
    }
  },
  SIGMOID {
    @Override
    void apply(float[] values, int count) {
      for (int i = 0; i < count; i++) {
        values[i] = (float) (1 / (1 + StrictMath.exp(-values[i])));
      }
    }

    @Override
    void backpropagate(float[] outputs, float[] errors, int count) {
      for (int i = 0; i < count; i++) {
        errors[i] *= outputs[i] * (1 - outputs[i]);
      }
    }
  };

  /** Replaces the first {@code count} values by their activations. */
  abstract void apply(float[] values, int count);

  /** Turns errors at the outputs into errors at the inputs. */
  abstract void backpropagate(float[] outputs, float[] errors, int count);
}
