using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Streaming;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat;

/// <summary>
/// Writes an answer as the chunks of a chat completion stream: the role first, one piece a chunk, the finish reason in a chunk of its own, usage for
/// whoever asked, one last marker. Seals have no place here.
/// </summary>
internal sealed class ChatStreamWriter(Call call, PooledBuffer output) : IAnswerWriter
{
    private readonly StreamIdentity identity = StreamIdentity.Of(call);
    private readonly HashSet<int> customs = [];
    private byte[] opening = [];
    private byte[] logprobs = [];
    private bool called;
    private bool finished;

    public void Text(ReadOnlySpan<byte> escaped) => WriteText("\"content\":\""u8, escaped);

    public void Reasoning(ReadOnlySpan<byte> escaped) => WriteText("\"reasoning_content\":\""u8, escaped);

    public void Refusal(ReadOnlySpan<byte> escaped) => WriteText("\"refusal\":\""u8, escaped);

    public void Seal(ReasoningSeal seal)
    {
    }

    public void Citation(ReadOnlySpan<byte> json)
    {
        Open();
        output.Append("\"annotations\":["u8);
        output.Append(json);
        output.Append("]"u8);
        Close("null"u8);
    }

    public void ToolCall(int number, in ToolCallHead head)
    {
        called = true;
        if (head.Kind == ToolKind.Custom) customs.Add(number);
        Open();
        output.Append("\"tool_calls\":["u8);
        using (var writer = new Utf8JsonWriter(output)) ChatToolCall.Write(writer, head, JsonText.Empty, number);
        output.Append("]"u8);
        Close("null"u8);
    }

    public void Arguments(int number, ReadOnlySpan<byte> escaped)
    {
        Open();
        ChatToolCall.WriteMore(output, number, customs.Contains(number), escaped);
        Close("null"u8);
    }

    /// <summary>They stand in the chunk of the text that they are about, which comes next.</summary>
    public void Logprobs(ReadOnlySpan<byte> json) => logprobs = json.ToArray();

    /// <summary>The meter has it too, and the last chunk is made from there.</summary>
    public void Usage(TokenBuckets tokens)
    {
    }

    public void Finish(FinishReason reason, string? stopSequence = null)
    {
        if (finished) return;
        finished = true;
        Open();
        Close(ChatFinish.Quoted(ChatFinish.Derive(reason, called)));
    }

    public void End()
    {
        Finish(FinishReason.Stop);
        if (call.Request.WantsUsage) UsageChunk.Write(output, identity, own: null, usage: null, call);
        output.Append("data: [DONE]\n\n"u8);
    }

    public void Break(GatewayError error) => identity.WriteError(output, error, call.Id.ToString());

    private void WriteText(ReadOnlySpan<byte> property, ReadOnlySpan<byte> escaped)
    {
        Open();
        output.Append(property);
        output.Append(escaped);
        output.Append("\""u8);
        Close("null"u8);
    }

    /// <summary>Writes a chunk up to the inside of its delta; before the first one, the chunk with the role.</summary>
    private void Open()
    {
        if (opening.Length == 0)
        {
            opening = identity.Opening();
            output.Append(opening);
            output.Append("\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]}\n\n"u8);
        }

        output.Append(opening);
    }

    private void Close(ReadOnlySpan<byte> finish)
    {
        output.Append("}"u8);
        if (logprobs.Length > 0)
        {
            output.Append(",\"logprobs\":"u8);
            output.Append(logprobs);
            logprobs = [];
        }

        output.Append(",\"finish_reason\":"u8);
        output.Append(finish);
        output.Append("}]}\n\n"u8);
    }
}
