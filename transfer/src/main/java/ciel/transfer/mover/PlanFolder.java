package ciel.transfer.mover;

import ciel.transfer.FileMetadata;
import ciel.transfer.StoragePath;

/**
 * A folder that the destination gets.
 *
 * @param target   path at the destination
 * @param metadata permissions and time of the source
 * @param empty    whether it holds no file, so that nothing else makes it
 */
public record PlanFolder(StoragePath target, FileMetadata metadata, boolean empty) {}
