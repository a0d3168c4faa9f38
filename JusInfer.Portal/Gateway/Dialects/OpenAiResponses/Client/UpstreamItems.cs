namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;

/// <summary>Maps the upstream's items to the items of the writer.</summary>
internal sealed class UpstreamItems
{
    private readonly List<ItemTemplate> waiting = [];
    private readonly Dictionary<int, OutputItem> unknown = [];

    /// <summary>The upstream has begun an item that the writer opens when its content comes.</summary>
    public void Begin(ItemTemplate template)
    {
        waiting.RemoveAll(template.IsSameAs);
        waiting.Add(template);
    }

    /// <summary>The upstream has completed an item: the finished form replaces the first one.</summary>
    /// <param name="template">The finished item.</param>
    /// <param name="items">The items of the writer.</param>
    public void End(ItemTemplate template, List<OutputItem> items)
    {
        var open = items.FindLast(item => !item.IsClosed && item.Type == template.Type && (item.Template?.IsSameAs(template) ?? true));
        if (open is not null) open.Template = template;
        else Begin(template);
    }

    /// <summary>The item of a type that the upstream has begun; null if there is none.</summary>
    /// <param name="type">The item's type.</param>
    /// <param name="callId">The id, for a tool call. If no call of the upstream has it, the first call is used.</param>
    public ItemTemplate? Take(string type, string callId = "")
    {
        var template = waiting.Find(item => item.Type == type && item.CallId == callId) ?? waiting.Find(item => item.Type == type);
        if (template is not null) waiting.Remove(template);
        return template;
    }

    /// <summary>The item of another type with which the upstream has begun a call: a custom tool is called as a function.</summary>
    public ItemTemplate? TakeOther(string callId)
    {
        var template = callId.Length == 0 ? null : waiting.Find(item => item.CallId == callId);
        if (template is not null) waiting.Remove(template);
        return template;
    }

    /// <summary>The writer has an item that the hub does not know.</summary>
    /// <param name="index">Its index in the upstream's output.</param>
    /// <param name="item">The item.</param>
    public void Add(int index, OutputItem item) => unknown[index] = item;

    /// <summary>The item that the hub does not know with an index in the upstream's output; null if there is none.</summary>
    public OutputItem? Find(int index) => unknown.GetValueOrDefault(index);
}
