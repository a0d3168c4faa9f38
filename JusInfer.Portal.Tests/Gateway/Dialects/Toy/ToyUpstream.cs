using System.Diagnostics;
using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Tests.Gateway.Dialects.Toy;

/// <summary>Providers that have the toy dialect.</summary>
internal sealed class ToyUpstream : IUpstreamDialect
{
    public Dialect Dialect => ToyDialect.Id;

    public IStreamFraming Framing => NdjsonFraming.Instance;

    public ToolNameRule ToolNames { get; } = new(MaxLength: 12);

    public void ConfigureRequest(HttpRequestMessage request, Call call, UpstreamAddress address)
    {
        request.RequestUri = address.At("/toy");
        request.Headers.TryAddWithoutValidation("X-Toy-Key", address.Key);
    }

    /// <summary>Every request is written anew.</summary>
    public bool CanPatch(Call call) => false;

    public BodyPatch Patch(Call call, UpstreamAddress address) => throw new UnreachableException();

    public void Write(Utf8JsonWriter writer, Conversation conversation, Call call)
    {
        writer.WriteStartObject();
        writer.WriteString("model", call.Target.Endpoint.Model);
        writer.WritePropertyName("say");
        JsonText.Join([.. conversation.Turns.SelectMany(static turn => turn.Parts).OfType<Part.Text>().Select(static part => part.Value)]).WriteTo(writer);
        writer.WriteStartArray("tools");
        foreach (var tool in conversation.Tools) writer.WriteStringValue(tool.Name);
        writer.WriteEndArray();
        writer.WriteBoolean("stream", call.Context.Request.Stream);
        writer.WriteEndObject();
    }

    public IResponseReader Reader(Call call) => new ToyAnswerReader();
}
