package io.centrifuge.core.state;

import io.centrifuge.core.Names;

import java.util.Optional;

/**
 * What a manager says of itself at its start.
 *
 * @param address by which clients reach it, host:port; a valid name; empty if it doesn't know
 * @param process the number that it drew
 */
public record ManagerPlace(Optional<String> address, long process) {
    public ManagerPlace {
        address.ifPresent(text -> Names.require("manager's address", text));
    }
}
