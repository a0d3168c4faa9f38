using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Client;

/// <summary>Writes an answer as one chat completion, when it is whole.</summary>
internal sealed class ChatWholeWriter : AnswerSink, IAnswerWriter
{
    private readonly Call call;
    private readonly PooledBuffer output;
    private readonly ChatMessageCollector message;

    public ChatWholeWriter(Call call, PooledBuffer output)
        : this(call, output, new ChatMessageCollector { TellsFunctions = ChatRequest.OffersFunctionsIn(call) })
    {
    }

    private ChatWholeWriter(Call call, PooledBuffer output, ChatMessageCollector message)
        : base(message) => (this.call, this.output, this.message) = (call, output, message);

    public void End()
    {
        using var writer = new Utf8JsonWriter(output);
        StreamIdentity.Of(call).WriteStart(writer, "chat.completion"u8);
        writer.WriteStartArray("choices"u8);
        writer.WriteStartObject();
        writer.WriteNumber("index"u8, 0);
        writer.WriteStartObject("message"u8);
        message.Write(writer);
        writer.WriteEndObject();
        writer.WritePropertyName("logprobs"u8);
        writer.WriteRawValue(message.TokenLogprobs is { Length: > 0 } logprobs ? logprobs : "null"u8);
        writer.WriteString("finish_reason"u8, message.FinishWord);
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WritePropertyName("usage"u8);
        OpenAiUsage.Write(writer, call.Usage.Tokens);
        writer.WriteEndObject();
    }

    /// <summary>Nothing has been sent where a whole answer fails: the failure is the invoker's to tell.</summary>
    public void WriteError(GatewayError error)
    {
    }
}
