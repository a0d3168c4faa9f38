using System.Collections.Immutable;
using System.Text.Json;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Client;

/// <summary>
/// The tools that a conversation offers at its end. A system message adds a tool, or takes one away, from its place on
/// (platform.claude.com/docs/en/build-with-claude/mid-conversation-system-messages); other dialects have one list for the whole request. A
/// tool that is loaded on demand is deferred until a message adds it, the result of a search refers to it, the model has called it or
/// must call it. It is then the last one, so that the tools before it, and their prompt cache, stay the same.
/// </summary>
internal sealed class MessagesToolList
{
    private readonly Dictionary<string, Tool> known = new(StringComparer.Ordinal);

    /// <summary>The names of all that are not deferred, in the order in which they were first offered.</summary>
    private readonly List<string> loaded = [];

    // These are null until there is one, which is rare.
    private HashSet<string>? deferred;
    private HashSet<string>? removed;

    /// <summary>Names in the request that other dialects do not get: of searches, and of tools that the policy removed.</summary>
    private HashSet<string>? others;

    /// <summary>The request has a search of Anthropic's. Other models have none that would load a deferred tool.</summary>
    private bool hasSearch;

    /// <summary>Those that are offered. The cache marker of one that was taken away moves to the one before it.</summary>
    public ImmutableArray<Tool> Offered
    {
        get
        {
            var offered = ImmutableArray.CreateBuilder<Tool>(loaded.Count);
            foreach (var name in loaded)
            {
                var tool = known[name];
                if (IsOffered(name)) offered.Add(tool);
                else if (offered.Count > 0) offered[^1] = WithMarker(offered[^1], tool.CacheControl);
            }

            return offered.DrainToImmutable();
        }
    }

    /// <summary>Those that are not offered.</summary>
    public ImmutableArray<Tool> Withheld =>
        deferred is null && removed is null ? [] : [.. known.Values.Where(tool => !IsOffered(tool.Name))];

    public bool Has(string name) => known.ContainsKey(name);

    public bool IsOffered(string name) => Has(name) && deferred?.Contains(name) is not true && removed?.Contains(name) is not true;

    /// <summary>Adds a tool, or replaces the one of the same name.</summary>
    public void Add(Tool tool)
    {
        if (known.TryAdd(tool.Name, tool))
        {
            loaded.Add(tool.Name);
            return;
        }

        known[tool.Name] = tool;
        Offer(tool.Name);
    }

    /// <summary>Adds a tool that is loaded on demand. Its cache marker moves to the tool before it.</summary>
    public void AddDeferred(Tool tool)
    {
        if (hasSearch)
        {
            Add(tool);
            return;
        }

        if (loaded.Count > 0) known[loaded[^1]] = WithMarker(known[loaded[^1]], tool.CacheControl);
        known[tool.Name] = tool with { CacheControl = null };
        (deferred ??= new HashSet<string>(StringComparer.Ordinal)).Add(tool.Name);
    }

    /// <summary>Adds a search of tools, which loads all that are deferred.</summary>
    public void AddSearch(string? name)
    {
        hasSearch = true;
        loaded.AddRange(deferred ?? []);
        deferred = null;
        if (name is not null) AddOther(name);
    }

    /// <summary>Adds the name of a tool that the request lists in a form that other dialects do not have.</summary>
    public void AddOther(string name) => (others ??= new HashSet<string>(StringComparer.Ordinal)).Add(name);

    /// <summary>Loads a tool if it is deferred. One that was taken away stays so: a result does not overrule a system message.</summary>
    public void Load(string name)
    {
        if (deferred?.Remove(name) is true) loaded.Add(name);
    }

    /// <summary>Loads the tools to which the result of a client's own search refers.</summary>
    public void LoadReferences(BodyValue result)
    {
        if (deferred is null || !result.IsArray) return;
        foreach (var name in ReferencesIn(result)) Load(name);
    }

    /// <summary>The names of the tools to which a result refers.</summary>
    public static IEnumerable<string> ReferencesIn(BodyValue result) =>
        from block in result.Items()
        where block.Find("type") is { IsString: true } type && type.String() == "tool_reference"
        let name = block.Find("tool_name")
        where name is not null
        select name.Value.String();

    /// <summary>Loads all tools if none is offered: a request of deferred tools alone, without a search, offers them.</summary>
    public void LoadAllIfNone()
    {
        if (loaded.Count == 0 && removed is null) AddSearch(name: null);
    }

    /// <summary>
    /// Applies a change of a compaction. Its client cannot mend what is signed, so what is not understood has no effect.
    /// </summary>
    public void ApplySigned(BodyValue change)
    {
        if (!change.IsObject || change.Find("type") is not { IsString: true } type) return;
        if (type.String() is not ("tool_addition" or "tool_removal")) return;
        try
        {
            Apply(change);
        }
        catch (RequestFault)
        {
            // It names a tool that the request no longer has, or one that only Anthropic has.
        }
    }

    /// <summary>Applies a block that adds a tool or takes one away.</summary>
    public void Apply(BodyValue change)
    {
        const string Forms = "tool_reference or tool_definition";
        var adds = change.Find("type")?.String() == "tool_addition";
        var tool = change.Require("tool", Forms);
        var type = tool.Require("type", Forms);
        if (adds && type.String() == "tool_definition")
        {
            var definition = tool.Require("definition", "the tool");
            if (MessagesToolReader.ReadTool(definition) is { } defined) Add(defined);
            else AddSearch(MessagesToolReader.NameOf(definition));
            return;
        }

        // Tools of an MCP server are not available: the request policy rejects the server.
        if (type.String() != "tool_reference") throw type.Fault($"is {type.Quoted()}, but must be {(adds ? Forms : "tool_reference")}");
        var field = tool.Require("name", "the tool's name");
        var name = field.String();
        if (Has(name))
        {
            if (adds) Offer(name);
            else (removed ??= new HashSet<string>(StringComparer.Ordinal)).Add(name);
        }
        else if (others?.Contains(name) is not true)
        {
            throw field.Fault($"is {field.Quoted()}, which is no tool of the request: name one of 'tools'");
        }
    }

    private void Offer(string name)
    {
        removed?.Remove(name);
        Load(name);
    }

    private static Tool WithMarker(Tool tool, JsonElement? marker) =>
        tool.CacheControl is null && marker is not null ? tool with { CacheControl = marker } : tool;
}
