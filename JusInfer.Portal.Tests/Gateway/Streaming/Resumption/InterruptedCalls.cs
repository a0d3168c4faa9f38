using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.AnthropicMessages;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses;
using JusInfer.Portal.Gateway.Rules;
using JusInfer.Portal.Gateway.Streaming.Resumption;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.Reasoning;
using JusInfer.Portal.Gateway.Upstreams;
using JusInfer.Portal.Tests.TestKit.Builders;
using JusInfer.Portal.Tests.TestKit.Fakes;
using Microsoft.AspNetCore.Http;

namespace JusInfer.Portal.Tests.Gateway.Streaming.Resumption;

/// <summary>Creates calls with an interrupted answer and the request bodies that continue them.</summary>
internal static class InterruptedCalls
{
    /// <summary>The delivered text; it ends with white space.</summary>
    public const string Text = "It says “hi”,\n\tthen \"more\" \\ 😀, and goes on and on until at last ";

    /// <summary>The output tokens of the delivered text.</summary>
    public const int DeliveredTokens = 100;

    public static readonly IClientDialect ChatClient = new ChatClientDialect();
    public static readonly IClientDialect MessagesClient = new MessagesClientDialect();
    public static readonly IClientDialect ResponsesClient = ADialect.ResponsesClient;
    public static readonly IUpstreamDialect Chat = new ChatUpstream(new ReasoningCache(TimeProvider.System), TimeProvider.System);
    public static readonly IUpstreamDialect Messages = new MessagesUpstream(new UserIdentifiers(new FixedUserIdentifierStore()));
    public static readonly IUpstreamDialect Responses = ADialect.ResponsesUpstream;

    private static readonly JsonWriterOptions WriterOptions = new() { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Prompt { get; } = ContinuationPrompt.For(Text, OutputFormat.Text, tool: null).ToString();

    public static Call CreateCall(
        IClientDialect client,
        string body,
        string text = Text,
        Continuation mode = Continuation.Anchor,
        AnnouncedToolCall? announced = null,
        Provider? provider = null,
        string model = "upstream-name",
        RecalledItems? recalled = null)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        client.Read(bytes, new DefaultHttpContext().Request).TryGet(out var request, out var error);
        error.ShouldBeNull(body);
        if (recalled is not null) request = (ResponsesRequest)request! with { Recalled = recalled };
        var call = TestCalls.Create(client, request!, TestCalls.Model with { Continuation = mode }, provider, body: TestCalls.BodyOf(bytes), upstream: model);
        call.Interrupt(new InterruptedResponse { Text = text, DeliveredTokens = DeliveredTokens, Announced = announced });
        return call;
    }

    /// <summary>The request body as <see cref="UpstreamClient"/> sends it.</summary>
    public static string SentBody(Call call, IUpstreamDialect dialect)
    {
        var output = new ArrayBufferWriter<byte>();
        if (call.Context.Request.Dialect == dialect.Dialect && !ContinuedConversation.NeedsRewriting(call))
        {
            dialect.Patch(call, UpstreamAddress.From(call.Target.Endpoint)).WriteTo(output);
        }
        else
        {
            call.Conversation = call.Context.ClientDialect.ReadConversation(call);
            using var writer = new Utf8JsonWriter(output, WriterOptions);
            dialect.Write(writer, ContinuedConversation.Of(call.Conversation, call, dialect), call);
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>A text as a JSON string.</summary>
    public static string Quoted(string text) => JsonSerializer.Serialize(text, Relaxed);

    public static string AssistantMessage(string text = Text) => $"{{\"role\":\"assistant\",\"content\":{Quoted(text)}}}";

    public static string UserMessage(string? prompt = null) => $"{{\"role\":\"user\",\"content\":{Quoted(prompt ?? Prompt)}}}";
}
