using System.Runtime.InteropServices;
using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;

/// <summary>
/// An output item as the upstream sent it. The writer writes its own item over it, so that properties that the hub does not know reach the
/// client, and the item keeps its id.
/// </summary>
internal sealed class ItemTemplate
{
    private readonly byte[] json;

    /// <param name="item">A JSON object.</param>
    public ItemTemplate(ReadOnlySpan<byte> item)
    {
        json = item.ToArray();
        using var document = JsonDocument.Parse(json, JsonDepth.DocumentOptions);
        var root = document.RootElement;
        Type = Fields.Text(root, "type") ?? "";
        Id = Fields.Text(root, "id") ?? "";
        CallId = Fields.Text(root, "call_id") ?? "";
        Name = Fields.Text(root, "name");
        Namespace = Fields.Text(root, "namespace");
    }

    public string Type { get; }

    public string Id { get; }

    /// <summary>Empty if the item is not a tool call.</summary>
    public string CallId { get; }

    /// <summary>The tool's name in its namespace; null if the item is not a tool call.</summary>
    public string? Name { get; }

    public string? Namespace { get; }

    /// <summary>Both are the same item. Messages and reasoning come one after the other; tool calls can come at the same time.</summary>
    public bool IsSameAs(ItemTemplate other) => Type == other.Type && CallId == other.CallId;

    /// <summary>The upstream's item with the properties of another one of its type; the other one if the types differ.</summary>
    public byte[] Apply(byte[] item)
    {
        using var document = JsonDocument.Parse(item, JsonDepth.DocumentOptions);
        if (Fields.Text(document.RootElement, "type") != Type) return item;
        var rewrite = new ObjectRewrite();
        foreach (var property in document.RootElement.EnumerateObject())
            rewrite.Set(property.Name, JsonMarshal.GetRawUtf8Value(property.Value));
        return rewrite.Apply(json);
    }
}
