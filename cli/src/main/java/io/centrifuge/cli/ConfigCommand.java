package io.centrifuge.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.centrifuge.LeaseTiming;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a manager that was started with the same flags would use. */
@Command(
        name = "config",
        header = "Show the configuration that a manager would run with.",
        description = {
            "",
            "Takes the same flags as 'manager', starts nothing, and prints every value with where"
                    + " it came from: a default, the file, or a flag."
        },
        footer = {
            "",
            "Examples:",
            "  centrifuge config",
            "  centrifuge config --config /etc/centrifuge.properties --terms fast",
            "  centrifuge config --json"
        })
final class ConfigCommand implements Callable<Integer> {
    private final ProcessContext context;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Mixin
    private SettingFlags flags = new SettingFlags();

    ConfigCommand(ProcessContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws CommandFailure {
        Settings settings = flags.settings(context);
        if (json) {
            context.out().println(json(settings));
            return ExitCodes.OK;
        }
        TextTable table = new TextTable("KEY", "VALUE", "FROM");
        for (Setting setting : settings.all()) {
            Setting.Origin origin = setting.origin();
            table.row(
                    setting.key(),
                    shown(setting, settings),
                    origin.place().isEmpty()
                            ? origin.name()
                            : origin.name() + " " + origin.place());
        }
        table.lines(context.style()::heading).forEach(context.out()::println);
        return ExitCodes.OK;
    }

    private static String shown(Setting setting, Settings settings) {
        return switch (setting.key()) {
            case Setting.DATA -> settings.data().toString();
            case Setting.TERMS ->
                "%s (%s)"
                        .formatted(
                                setting.value(),
                                Format.timing(settings.options().lease()));
            default -> setting.value();
        };
    }

    private static ObjectNode json(Settings settings) {
        ObjectNode root = Json.object();
        ObjectNode values = root.putObject("settings");
        for (Setting setting : settings.all()) {
            ObjectNode value = values.putObject(setting.key());
            value.put(
                    "value",
                    setting.key().equals(Setting.DATA)
                            ? settings.data().toString()
                            : setting.value());
            value.put("from", setting.origin().name());
            if (!setting.origin().place().isEmpty()) {
                value.put("file", setting.origin().place());
            }
        }
        LeaseTiming timing = settings.options().lease();
        root.set("lease_terms", Json.timing(timing));
        return root;
    }
}
