using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Client;

/// <summary>
/// Writes an answer as the chunks of a chat completion stream, choice by choice, with the usage and the terminal marker at its end.
/// </summary>
internal sealed class ChatStreamWriter : ResponseSink, IResponseWriter
{
    private readonly Call call;
    private readonly PooledBuffer output;
    private readonly ChatStreamIdentity identity;
    private readonly List<ChatChoiceWriter> choices;

    public ChatStreamWriter(Call call, PooledBuffer output)
        : this(call, output, ChatStreamIdentity.From(call), default(ChatProgress))
    {
    }

    /// <summary>Creates a writer that continues a stream.</summary>
    /// <param name="call">The call that is answered.</param>
    /// <param name="output">The client's stream.</param>
    /// <param name="identity">The common properties of its chunks.</param>
    /// <param name="progress">The part of its first choice that the client has received.</param>
    public ChatStreamWriter(Call call, PooledBuffer output, ChatStreamIdentity identity, ChatProgress progress)
        : this(call, output, identity, new ChatChoiceWriter(output, identity, index: 0)
        {
            HasRole = progress.HasRole,
            HasCalls = progress.HasCalls,
            IsFinished = progress.IsFinished,
            WritesFunctions = ChatRequest.OffersFunctionsIn(call),
        })
    {
    }

    private ChatStreamWriter(Call call, PooledBuffer output, ChatStreamIdentity identity, ChatChoiceWriter first)
        : base(first) => (this.call, this.output, this.identity, choices) = (call, output, identity, [first]);

    public override void Choice(int index)
    {
        var choice = choices.Find(known => known.Index == index);
        if (choice is null)
            choices.Add(choice = new ChatChoiceWriter(output, identity, index) { WritesFunctions = ChatRequest.OffersFunctionsIn(call) });
        Next = choice;
    }

    public void End()
    {
        foreach (var choice in choices) choice.Finish(FinishReason.Stop);
        if (call.Context.Request.WantsUsage) UsageChunk.Write(output, identity, call);
        output.Append("data: [DONE]\n\n"u8);
    }

    public void WriteKeepAlive()
    {
        if (choices[0] is { IsFinished: false } first) first.WriteEmpty();
    }

    public void WriteError(GatewayError error) => identity.WriteError(output, error, call.Context.Id.ToString());
}
