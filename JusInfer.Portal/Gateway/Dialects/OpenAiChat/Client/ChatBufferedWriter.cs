using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Client;

/// <summary>Writes an answer as one chat completion, when it is complete.</summary>
internal sealed class ChatBufferedWriter : ResponseSink, IResponseWriter
{
    private readonly Call call;
    private readonly PooledBuffer output;
    private readonly ChatStreamIdentity identity;
    private readonly EventExtensions extensions = new();
    private readonly SortedDictionary<int, ChatMessageCollector> choices;

    public ChatBufferedWriter(Call call, PooledBuffer output)
        : this(call, output, ChatStreamIdentity.From(call))
    {
    }

    /// <param name="call">The call that is answered.</param>
    /// <param name="output">Where the completion is written.</param>
    /// <param name="identity">The id, the time, the model and, if the provider uses the dialect, its reported usage.</param>
    public ChatBufferedWriter(Call call, PooledBuffer output, ChatStreamIdentity identity)
        : this(call, output, identity, Message(call, identity))
    {
    }

    private ChatBufferedWriter(Call call, PooledBuffer output, ChatStreamIdentity identity, ChatMessageCollector first)
        : base(first) => (this.call, this.output, this.identity, choices) = (call, output, identity, new() { [0] = first });

    public override void Choice(int index)
    {
        if (!choices.TryGetValue(index, out var choice)) choices[index] = choice = Message(call, identity);
        Next = choice;
    }

    public override void Extension(ExtensionKind kind, ReadOnlySpan<byte> properties)
    {
        if (kind == ExtensionKind.Event) extensions.Add(properties);
        else Next.Extension(kind, properties);
    }

    public void End()
    {
        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true });
        identity.WriteStart(writer, "chat.completion"u8);
        writer.WriteStartArray("choices"u8);
        foreach (var (index, choice) in choices) choice.WriteChoice(writer, index);
        writer.WriteEndArray();
        writer.WritePropertyName("usage"u8);
        if (identity.ProviderUsage is { } usage) writer.WriteRawValue(usage);
        else OpenAiUsage.Write(writer, call.Usage.Tokens);
        extensions.WriteTo(writer);
        writer.WriteEndObject();
    }

    /// <summary>Not used: if an answer that is not streamed fails, nothing was sent, and the client gets an error response.</summary>
    public void WriteError(GatewayError error)
    {
    }

    private static ChatMessageCollector Message(Call call, ChatStreamIdentity identity) =>
        new(identity) { WritesFunctions = ChatRequest.OffersFunctionsIn(call) };
}
