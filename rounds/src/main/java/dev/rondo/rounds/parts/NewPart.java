package dev.rondo.rounds.parts;

import dev.rondo.protocol.store.Content;
import dev.rondo.rounds.optimizer.ServerOptimizer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A model part of the new version: 4 bytes for each parameter, and 8 for each number of the server
 * optimizer's state.
 *
 * @param part which one
 * @param parameters its new parameters
 * @param state its part of each of the optimizer's vectors
 */
record NewPart(ModelPart part, float[] parameters, List<double[]> state) {

  private static final int BUFFER_BYTES = 1 << 16;

  /** The part before anything has been read; the optimizer's state is as before the first round. */
  static NewPart initial(ModelPart part, ServerOptimizer optimizer) {
    List<double[]> state = new ArrayList<>();
    for (String name : optimizer.state()) {
      double[] vector = new double[part.length()];
      Arrays.fill(vector, optimizer.initialState(name));
      state.add(vector);
    }
    return new NewPart(part, new float[part.length()], state);
  }

  /** The parameters as a part of the model's file, the first one behind the file's header. */
  Content model(byte[] header) {
    byte[] before = part.number() == 1 ? header : new byte[0];
    return new Encoded(before, (long) Float.BYTES * parameters.length) {
      @Override
      void encode(byte[] buffer, OutputStream out) throws IOException {
        FloatBuffer floats = ByteBuffer.wrap(buffer).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        int most = BUFFER_BYTES / Float.BYTES;
        for (int done = 0; done < parameters.length; done += most) {
          int count = Math.min(most, parameters.length - done);
          floats.put(0, parameters, done, count);
          out.write(buffer, 0, count * Float.BYTES);
        }
      }
    };
  }

  /** One of the vectors as a part of the state's file, likewise. */
  Content state(int vector, byte[] header) {
    double[] numbers = state.get(vector);
    byte[] before = part.number() == 1 && vector == 0 ? header : new byte[0];
    return new Encoded(before, (long) Double.BYTES * numbers.length) {
      @Override
      void encode(byte[] buffer, OutputStream out) throws IOException {
        DoubleBuffer doubles =
            ByteBuffer.wrap(buffer).order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer();
        int most = BUFFER_BYTES / Double.BYTES;
        for (int done = 0; done < numbers.length; done += most) {
          int count = Math.min(most, numbers.length - done);
          doubles.put(0, numbers, done, count);
          out.write(buffer, 0, count * Double.BYTES);
        }
      }
    };
  }

  private abstract static class Encoded implements Content {

    private final byte[] before;
    private final long bytes;

    Encoded(byte[] before, long bytes) {
      this.before = before;
      this.bytes = bytes;
    }

    abstract void encode(byte[] buffer, OutputStream out) throws IOException;

    @Override
    public long size() {
      return before.length + bytes;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      out.write(before);
      encode(new byte[BUFFER_BYTES], out);
    }
  }
}
