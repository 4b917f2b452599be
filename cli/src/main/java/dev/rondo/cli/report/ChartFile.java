package dev.rondo.cli.report;

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
import javax.imageio.ImageIO;
import org.jfree.chart.JFreeChart;

/** Draws a chart into a file, without a screen. */
final class ChartFile {
  private static final int WIDTH = 960;
  private static final int HEIGHT = 600;

  /** Pixels of a PNG for each unit, so that it is sharp on a dense screen and in print. */
  private static final int SCALE = 2;

  private ChartFile() {}

  /** What kind of file. */
  enum Format {
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

  /** Writes the chart atomically. */
  static void write(JFreeChart chart, Format format, Path target) throws IOException {
    byte[] content = drawing(() -> format == Format.PNG ? png(chart) : svg(chart));
    AtomicFile.write(target, content);
  }

  /**
   * Runs what touches AWT. AWT without fonts or without its native library fails with a bare error
   * or a null pointer, from wherever it was first touched.
   */
  static <T> T drawing(Callable<T> drawing) throws IOException {
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
    ImageIO.setUseCache(false);
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  private static byte[] svg(JFreeChart chart) throws IOException {
    VectorGraphics2D graphics = new VectorGraphics2D();
    chart.draw(graphics, new Rectangle2D.Double(0, 0, WIDTH, HEIGHT));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Processors.get("svg")
        .getDocument(graphics.getCommands(), new PageSize(WIDTH, HEIGHT))
        .writeTo(out);
    return out.toString(UTF_8).getBytes(UTF_8);
  }
}
