namespace JusInfer.Portal.Usage;

/// <summary>A tool of the client that an answer calls.</summary>
/// <param name="Name">Its name, as the client knows it.</param>
/// <param name="Calls">The number of calls.</param>
internal readonly record struct CalledTool(string Name, int Calls);
