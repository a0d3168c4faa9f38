using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.AnthropicMessages;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat.Upstream;
using JusInfer.Portal.Gateway.Dialects.OpenAiCompletions;
using JusInfer.Portal.Gateway.Rules;
using JusInfer.Portal.Gateway.Sealing;
using JusInfer.Portal.Gateway.Streaming;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Reasoning;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Tests.TestKit.Fakes;
using Microsoft.AspNetCore.DataProtection;

namespace JusInfer.Portal.Tests.TestKit.Builders;

/// <summary>Relays as the gateway creates them.</summary>
internal static class Relays
{
    /// <summary>The relay of a chat stream. For a client of the dialect, the stream is passed through.</summary>
    public static IStreamRelay OfChat(Call call, PooledBuffer output, AttemptDeadline deadline, TimeProvider time) =>
        new StreamRelayFactory(Pipelines(time)).Begin(call, Chat(time), deadline, output);

    /// <summary>The relay of a Messages stream. For a client of the dialect, the stream is passed through.</summary>
    public static IStreamRelay OfMessages(Call call, PooledBuffer output, AttemptDeadline deadline, TimeProvider time)
    {
        var upstream = new MessagesUpstream(new UserIdentifiers(new FixedUserIdentifierStore()));
        return new StreamRelayFactory(Pipelines(time)).Begin(call, upstream, deadline, output);
    }

    /// <summary>The relay of a text completion's stream.</summary>
    public static IStreamRelay OfCompletions(Call call, PooledBuffer output, AttemptDeadline deadline, TimeProvider time) =>
        new StreamRelayFactory(Pipelines(time)).Begin(call, new CompletionsUpstream(), deadline, output);

    /// <summary>The relay of a response's stream. For a client of the dialect, the stream is passed through.</summary>
    public static IStreamRelay OfResponses(Call call, PooledBuffer output, AttemptDeadline deadline, TimeProvider time) =>
        new StreamRelayFactory(Pipelines(time)).Begin(call, ADialect.ResponsesUpstream, deadline, output);

    /// <summary>A relay that translates the stream with the given writer.</summary>
    public static StreamRelay Translating(Call call, AttemptDeadline deadline, TimeProvider time, IResponseWriter writer) =>
        new(new ChatResponseReader(), Pipelines(time).Stream(call, Chat(time), deadline, writer), new ResponseOutput(writer));

    private static ResponsePipelineFactory Pipelines(TimeProvider time) => new(new ReasoningCache(time), new ReasoningSeals(new ProtectedPayloads(new EphemeralDataProtectionProvider())), new SignatureOrigins(), time);

    private static ChatUpstream Chat(TimeProvider time) => new(new ReasoningCache(time), time);
}
