package io.centrifuge.demo;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * The main class of the demo's child processes: runs another main class, and ends the process in
 * order once standard input ends, so that no child survives its parent, however that ends.
 */
public final class EndsWithParent {
    private EndsWithParent() {}

    /**
     * Runs it.
     *
     * @param args the main class to run, and its arguments
     */
    public static void main(String[] args) throws Throwable {
        Thread watch = new Thread(EndsWithParent::exitAtEnd, "ends-with-parent");
        watch.setDaemon(true);
        watch.start();
        String[] rest = Arrays.copyOfRange(args, 1, args.length);
        try {
            Class.forName(args[0]).getMethod("main", String[].class).invoke(null, (Object) rest);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    private static void exitAtEnd() {
        try {
            while (System.in.read() >= 0) {
                // What the parent writes means nothing.
            }
        } catch (IOException gone) {
            System.err.println("the parent process is gone: " + gone);
        }
        System.exit(0);
    }
}
