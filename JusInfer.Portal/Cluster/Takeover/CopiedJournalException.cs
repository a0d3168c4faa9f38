namespace JusInfer.Portal.Cluster.Takeover;

/// <summary>The journal folder is a copy of the folder of a process that runs. The message says what to do.</summary>
internal sealed class CopiedJournalException(NodeDescription copy, NodeDescription running)
    : Exception(
        $"The journal folder '{copy.Journal}' on {copy.Host} is a copy of '{running.Journal}' on {running.Host}, whose process is running "
        + "and accounts for its calls itself. Give each node a folder of its own (Store:Path or Journal:Path), which is empty at its first "
        + "start.");
