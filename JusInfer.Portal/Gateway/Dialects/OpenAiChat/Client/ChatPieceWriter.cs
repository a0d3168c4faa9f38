using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Client;

/// <summary>
/// Writes the pieces of one choice of a stream, a chunk each. Seals have no place in this dialect; usage has one at the stream's end.
/// </summary>
internal sealed class ChatPieceWriter(PooledBuffer output, StreamIdentity identity, int index) : IAnswerSink
{
    private readonly HashSet<int> customs = [];
    private byte[] opening = [];
    private byte[] logprobs = [];

    /// <summary>The role is yet to be told, in a chunk before the first piece.</summary>
    public bool OwesRole { get; set; }

    /// <summary>A call is told in the older form, which has room for the first one alone.</summary>
    public bool TellsFunctions { get; init; }

    /// <summary>Further properties of each chunk, each with a comma before it.</summary>
    public ReadOnlyMemory<byte> Extra { get; set; }

    /// <summary>Tells the role, unless that is done: clients that put a message together fail without (openai-node).</summary>
    public void TellRole()
    {
        if (!OwesRole) return;
        OwesRole = false;
        output.Append(Opening);
        output.Append("\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]}\n\n"u8);
    }

    public void Text(ReadOnlySpan<byte> escaped) => WriteText("\"content\":\""u8, escaped);

    public void Reasoning(ReadOnlySpan<byte> escaped) => WriteText("\"reasoning_content\":\""u8, escaped);

    public void Refusal(ReadOnlySpan<byte> escaped) => WriteText("\"refusal\":\""u8, escaped);

    public void Signature(ReasoningSignature seal)
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
        if (TellsFunctions)
        {
            if (number == 0) WriteFunction(head);
            return;
        }

        if (head.Kind == ToolKind.Custom) customs.Add(number);
        Open();
        output.Append("\"tool_calls\":["u8);
        using (var writer = new Utf8JsonWriter(output)) ChatToolCall.Write(writer, head, JsonText.Empty, number);
        output.Append("]"u8);
        Close("null"u8);
    }

    public void Arguments(int number, ReadOnlySpan<byte> escaped)
    {
        if (TellsFunctions && number > 0) return;
        Open();
        if (TellsFunctions) ChatFunctionCall.WriteMore(output, escaped);
        else ChatToolCall.WriteMore(output, number, customs.Contains(number), escaped);
        Close("null"u8);
    }

    /// <summary>They stand in the chunk of the text that they are about, which comes next.</summary>
    public void Logprobs(ReadOnlySpan<byte> json) => logprobs = json.ToArray();

    public void Usage(TokenBuckets tokens)
    {
    }

    public void Finish(FinishReason reason, string? stopSequence = null)
    {
        Open();
        Close(ChatFinish.Quoted(reason, TellsFunctions));
    }

    private ReadOnlySpan<byte> Opening => opening.Length > 0 ? opening : opening = identity.Opening(index);

    private void WriteFunction(in ToolCallHead head)
    {
        Open();
        output.Append("\"function_call\":"u8);
        using (var writer = new Utf8JsonWriter(output)) ChatFunctionCall.Write(writer, head, JsonText.Empty);
        Close("null"u8);
    }

    /// <summary>A chunk that says nothing.</summary>
    public void Linger()
    {
        Open();
        Close("null"u8);
    }

    private void WriteText(ReadOnlySpan<byte> property, ReadOnlySpan<byte> escaped)
    {
        Open();
        output.Append(property);
        output.Append(escaped);
        output.Append("\""u8);
        Close("null"u8);
    }

    /// <summary>Writes a chunk up to the inside of its delta.</summary>
    private void Open()
    {
        TellRole();
        output.Append(Opening);
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
        output.Append("}]"u8);
        output.Append(Extra.Span);
        output.Append("}\n\n"u8);
    }
}
