using System.Buffers;
using System.Text.Json;
using JusInfer.Portal.Admission;
using JusInfer.Portal.Admission.Money;
using JusInfer.Portal.Admission.Rates;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat.Client;
using JusInfer.Portal.Gateway.FaultInjection;
using JusInfer.Portal.Gateway.Pipeline;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Demo;

/// <summary>
/// Streams the answer to a fixed prompt while its connection to the provider is cut, for visitors of the home page. The gateway's own attempts, streaming and
/// resumption run, between two simulated providers (<see cref="ResumptionDemoUpstreams"/>), whichever providers are configured. The call has no key, no
/// limits and no usage record. Thread-safe.
/// </summary>
internal sealed class ResumptionDemo(
    ResumptionDemoUpstreams upstreams, ClientDialects dialects, BytesInFlight bytes, CatalogSource catalog, OpenCalls openCalls, CutSignals signals,
    TimeProvider time) : IDisposable
{
    /// <summary>The text before the cut.</summary>
    public const string TextBefore =
        "[simulated] This answer comes from the gateway's built-in simulator: no model was asked.\nProvider A writes these words until its connection ";

    /// <summary>The text after it.</summary>
    public const string TextAfter =
        "is cut. JusInfer notices, asks provider B to continue the same answer, and sends only the words that are still missing. Nothing is lost, nothing is "
        + "repeated, and your agent had nothing to do.";

    /// <summary>The tokens that the simulated provider reports for the prompt.</summary>
    public const int InputTokens = 76;

    /// <summary>The tokens of the answer. They are counted once, although two providers wrote it.</summary>
    public const int OutputTokens = 82;

    /// <summary>Streams of all visitors at the same time. Each lasts a few seconds.</summary>
    public const int MaxRunning = 32;

    private const string Path = "/v1/chat/completions";

    /// <summary>The events until the cut: one with the role, and one for every three words.</summary>
    private const int EventsBefore = 8;

    private const int ReadSize = 4096;

    private static readonly string Prompt = $"Reply with exactly: “{(TextBefore + TextAfter).Split('\n')[1]}”";

    private static readonly KeyHolder Holder = KeyHolder.OfService(new ApiKey
    {
        Id = default,
        TeamId = default,
        MemberId = default,
        Name = "resumption demo",
        Display = "",
        Terms = new KeyTerms { RequestsPerMinute = KeyTerms.DefaultRequestsPerMinute },
        CreatedAt = DateTimeOffset.UnixEpoch,
    });

    private readonly SemaphoreSlim running = new(MaxRunning);

    /// <summary>Writes the stream of <c>/v1/chat/completions</c>, with a comment at the moment of the cut.</summary>
    /// <param name="output">Receives the stream.</param>
    /// <param name="cancellationToken">Canceled when the visitor leaves.</param>
    /// <returns>False, and nothing is written, if too many streams run or the process stops.</returns>
    public async Task<bool> RunAsync(Stream output, CancellationToken cancellationToken)
    {
        if (!await running.WaitAsync(TimeSpan.Zero, cancellationToken)) return false;
        try
        {
            if (!openCalls.TryBegin()) return false;
            try
            {
                return await RunCallAsync(output, cancellationToken);
            }
            finally
            {
                openCalls.End();
            }
        }
        finally
        {
            running.Release();
        }
    }

    public void Dispose() => running.Dispose();

    private async Task<bool> RunCallAsync(Stream output, CancellationToken cancellationToken)
    {
        using var cut = signals.Open();
        var call = CreateCall(cut, cancellationToken);
        try
        {
            call.Answer = await upstreams.Attempts.RunAsync(call);
            if (call.Answer is null) return false;
            await CopyAsync(call, output, cut, cancellationToken);
            return true;
        }
        finally
        {
            if (call.Answer is { IsAwaitingUpstream: true } answer) await answer.DrainAsync();
            call.Release();
        }
    }

    private static async Task CopyAsync(Call call, Stream output, CutSignal cut, CancellationToken cancellationToken)
    {
        var buffer = new byte[ReadSize];
        var events = 0;
        while (await call.Answer!.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            await output.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            events += buffer.AsSpan(0, read).Count("\n\n"u8);
            if (events >= EventsBefore && !cut.Requested.IsCompleted)
            {
                cut.Cut();
                await output.WriteAsync(": the connection to provider-a is cut\n\n"u8.ToArray(), cancellationToken);
            }

            await output.FlushAsync(cancellationToken);
        }
    }

    private Call CreateCall(CutSignal cut, CancellationToken cancellationToken)
    {
        var (at, snapshot) = (time.GetUtcNow(), catalog.Current);
        var targets = ResumptionDemoUpstreams.TargetsOf(snapshot);
        var prompt = JsonSerializer.SerializeToUtf8Bytes(new
        {
            model = targets[0].Model.Id,
            stream = true,
            stream_options = new { include_usage = true },
            messages = new[] { new { role = "user", content = Prompt } },
        });
        var body = new RequestBody(bytes.ShareOf(Holder.Key));
        body.Append(new ReadOnlySequence<byte>(prompt));
        return new Call(new CallContext
        {
            Id = RequestId.New(at),
            At = at,
            StartedAt = time.GetTimestamp(),
            Holder = Holder,
            Body = body,
            ClientDialect = dialects.At(Path),
            Request = ChatRequestReader.Read(prompt).Value,
            Headers = new HeaderDictionary(),
            Attribution = default,
            Catalog = snapshot,
            Hold = new Hold(Holder, new ConcurrencySlot(new RateLimiters(time).Of(Holder)), inputTokens: 0, MoneyHold.Unlimited, new OutputHistory()),
            Plan = new RoutePlan(targets, "demo"),
            Ticket = default,
            RequestAborted = cancellationToken,
            Shutdown = openCalls.Shutdown,
        })
        {
            FaultInjector = new FaultInjector([new InjectedFault.CutOnSignal(cut.Name)], signals, time) { IsCharged = false },
        };
    }
}
