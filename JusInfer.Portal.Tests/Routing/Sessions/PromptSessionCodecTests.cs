using JusInfer.Portal.Catalog;
using JusInfer.Portal.Routing.Costs;
using JusInfer.Portal.Routing.Sessions;
using JusInfer.Portal.Tests.Routing.Costs;

namespace JusInfer.Portal.Tests.Routing.Sessions;

public sealed class PromptSessionCodecTests
{
    private const int MaxBytes = 24 * 1024;

    [Fact]
    public void A_state_is_read_as_it_was_written()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var state = RandomState(seed);

            PromptSessionCodec.Read(PromptSessionCodec.Write(state)).ShouldBe(state, $"seed {seed}");
        }
    }

    [Fact]
    public void A_new_session_is_read_as_it_was_written()
    {
        var state = PromptSession.StartAt(Rates.Sonnet.Target, TaskDomain.Other);

        PromptSessionCodec.Read(PromptSessionCodec.Write(state)).ShouldBe(state);
    }

    [Fact]
    public void The_longest_state_is_bounded()
    {
        var state = PromptSession.StartAt(Rates.Sonnet.Target, TaskDomain.Other) with { Prefix = Prompts.Of([.. Enumerable.Range(0, 3_000).Select(i => Prompts.Text(i, 500))]) };

        PromptSessionCodec.Write(state).Length.ShouldBeLessThan(MaxBytes);
    }

    [Fact]
    public void Damaged_bytes_are_no_state_and_no_fault()
    {
        var bytes = PromptSessionCodec.Write(RandomState(1));
        for (var length = 0; length < bytes.Length; length++) PromptSessionCodec.Read(bytes[..length]).ShouldBeNull();

        PromptSessionCodec.Read([99, .. bytes[1..]]).ShouldBeNull();
        for (var seed = 0; seed < 2_000; seed++)
        {
            var damaged = bytes.ToArray();
            damaged[new Random(seed).Next(1, damaged.Length)] ^= 0xFF;
            _ = PromptSessionCodec.Read(damaged);
        }
    }

    private static PromptSession RandomState(int seed)
    {
        var random = new Random(seed);
        var state = PromptSession.StartAt(Rates.Sonnet.Target, new TaskDomain(TaskKind.Fix, "python"));
        var (at, messages) = (new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero), new List<string> { Prompts.Text(seed, 8_000) });
        for (var call = random.Next(1, 12); call > 0; call--)
        {
            var prompt = Prompts.With(["read", "edit"], [.. messages]);
            var rates = random.Next(3) switch { 0 => Rates.Small, 1 => Rates.Haiku, _ => Rates.Sonnet };
            var billed = new BilledCall
            {
                Rates = rates,
                At = at,
                StableTokens = state.StableTokens(prompt),
                OutputBound = 500,
                Tokens = rates.TokensOf(prompt.Bytes / 4, random.Next(2_000), random.Next(900)),
                LongCacheWrite = random.Next(2) * random.Next(900),
                Discarded = rates != Rates.Sonnet && random.Next(5) == 0,
            };
            state = state.After(prompt, billed, Rates.Sonnet);
            messages.Add(Prompts.Text(seed + call, random.Next(1, 900)));
            at = at.AddSeconds(random.Next(100));
        }

        return random.Next(2) == 0 ? state : state with { Model = "x/model" };
    }
}
