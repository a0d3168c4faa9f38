using System.Buffers;
using System.Collections.Immutable;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>
/// Counts the tools that an answer calls, for the page of the run. The model writes the names, so only those in the characters of identifiers are kept: nothing of a prompt is stored
/// with the usage of a call.
/// </summary>
internal sealed class CalledTools
{
    /// <summary>In the place of a name that is not kept.</summary>
    public const string Other = "other";

    /// <summary>Names beyond these are counted as <see cref="Other"/>.</summary>
    private const int MaxNames = 16;

    /// <summary>The longest name that a provider accepts, Anthropic's.</summary>
    private const int MaxNameLength = 128;

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:-");

    private readonly List<CalledTool> tools = [];

    public ImmutableArray<CalledTool> ToImmutableArray() => [.. tools];

    public void Add(string name)
    {
        var known = IndexOf(name);
        if (known < 0 && (tools.Count >= MaxNames || name.Length is 0 or > MaxNameLength || name.AsSpan().ContainsAnyExcept(NameCharacters)))
        {
            name = Other;
            known = IndexOf(name);
        }

        if (known < 0) tools.Add(new CalledTool(name, 1));
        else tools[known] = tools[known] with { Calls = tools[known].Calls + 1 };
    }

    private int IndexOf(string name)
    {
        for (var i = 0; i < tools.Count; i++)
        {
            if (tools[i].Name == name) return i;
        }

        return -1;
    }
}
