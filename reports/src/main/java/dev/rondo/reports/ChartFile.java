package dev.rondo.reports;

import static java.nio.charset.StandardCharsets.UTF_8;

import de.erichseifert.vectorgraphics2d.Processors;
import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.awt.AWTError;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.text.TextUtils;

/** Draws a chart into a file, without a screen. */
final class ChartFile {
  private static final int WIDTH = 960;
  private static final int HEIGHT = 600;

  /** Pixels of a PNG for each unit, so that it is sharp on a dense screen and in print. */
  private static final int SCALE = 2;

  private ChartFile() {}

  /** What kind of file. */
  private enum Format {
    PNG,
    SVG;

    /** The format that a file's name asks for. */
    static Format of(Path target) {
      String name = target.toString().toLowerCase(Locale.ROOT);
      if (name.endsWith(".png")) {
        return PNG;
      }
      if (name.endsWith(".svg")) {
        return SVG;
      }
      throw new IllegalArgumentException("a plot's file ends in .png or .svg, not: " + target);
    }
  }

  /** Makes a chart and writes it atomically, in the format that the target's name asks for. */
  static void write(Supplier<JFreeChart> chart, Path target) throws IOException {
    Format format = Format.of(target);
    byte[] content = drawing(() -> format == Format.PNG ? png(chart.get()) : svg(chart.get()));
    AtomicFile.write(target, content);
  }

  /**
   * Runs what touches AWT. AWT without fonts or without its native library fails with a bare error
   * or a null pointer, from wherever it was first touched.
   */
  private static <T> T drawing(Callable<T> drawing) throws IOException {
    if (System.getProperty("java.awt.headless") == null) {
      // Otherwise a DISPLAY that does not answer, or a Mac's dock, gets involved.
      System.setProperty("java.awt.headless", "true");
    }
    try {
      return drawing.call();
    } catch (IOException broken) {
      throw broken;
    } catch (AWTError | LinkageError | InternalError noAwt) {
      throw new GraphsUnavailableException(noAwt);
    } catch (Exception noFonts) {
      throw new GraphsUnavailableException(noFonts);
    }
  }

  private static byte[] png(JFreeChart chart) throws IOException {
    BufferedImage image =
        new BufferedImage(WIDTH * SCALE, HEIGHT * SCALE, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.scale(SCALE, SCALE);
    chart.draw(graphics, new Rectangle2D.Double(0, 0, WIDTH, HEIGHT));
    graphics.dispose();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    // A stream of our own, or ImageIO would cache on disk what is in memory already.
    try (ImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
      ImageIO.write(image, "png", stream);
    }
    return out.toByteArray();
  }

  private static byte[] svg(JFreeChart chart) throws IOException {
    // Otherwise the y axis' label becomes outlines, which cannot be searched or restyled.
    TextUtils.setUseDrawRotatedStringWorkaround(false);
    VectorGraphics2D graphics = new VectorGraphics2D();
    chart.draw(graphics, new Rectangle2D.Double(0, 0, WIDTH, HEIGHT));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Processors.get("svg")
        .getDocument(graphics.getCommands(), new PageSize(WIDTH, HEIGHT))
        .writeTo(out);
    // The font's name is this machine's: another one needs a second choice.
    return out.toString(UTF_8)
        .replaceAll("(font-family:&quot;[^&]*&quot;);", "$1,sans-serif;")
        .getBytes(UTF_8);
  }
}
