package io.centrifuge.demo;

import java.nio.file.Path;

/** The demo without the launcher: {@code DemoProgram SECONDS [FILE]}, for work on the demo. */
public final class DemoProgram {
    private DemoProgram() {}

    public static void main(String[] args) throws Exception {
        DemoOptions options = new DemoOptions(
                args.length > 1 ? DeviceList.read(Path.of(args[1])) : DeviceList.builtIn(),
                Integer.parseInt(args[0]),
                DemoManager.COMMAND,
                1,
                0,
                false);
        DemoReport report = Demo.run(options, System.out);
        System.out.print(report.toText());
        System.out.println(report.toJson());
        System.exit(report.exitCode());
    }
}
