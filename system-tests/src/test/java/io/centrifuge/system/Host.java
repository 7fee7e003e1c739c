package io.centrifuge.system;

import java.util.List;

/**
 * Where a process lives: on loopback, or in a network namespace of its own.
 *
 * @param address that its servers listen on, and that others reach them at
 * @param peers where other members of its store reach it
 * @param enter the words before a command that has to run there
 */
record Host(String address, String peers, List<String> enter) {
    static final Host LOOPBACK = new Host("127.0.0.1", List.of());

    Host {
        enter = List.copyOf(enter);
    }

    Host(String address, List<String> enter) {
        this(address, address, enter);
    }
}
