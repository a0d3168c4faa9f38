using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Pipeline.Sessions;
using JusInfer.Portal.Routing.Costs;
using JusInfer.Portal.Routing.Sessions;
using JusInfer.Portal.Tests.Routing.Sessions;

namespace JusInfer.Portal.Tests.Gateway.Pipeline;

public sealed class ConversationsCodecTests
{
    private static readonly PromptSession State = PromptSession.StartAt(new TargetKey("m", "p"), TaskDomain.Other) with { Prefix = Prompts.Of("system", "user") };

    [Fact]
    public void Conversations_are_read_as_they_were_written()
    {
        var written = new ConversationsSnapshot(7, 3, [(1, State), (ulong.MaxValue, State with { Moved = 5, IsRefused = true, Model = "x/model" })]);

        var read = ConversationsCodec.Read(ConversationsCodec.Write(written), 7)!.Value;

        (read.Number, read.Escalations).ShouldBe((7, 3));
        read.Items.ShouldBe(written.Items);
        ConversationsCodec.Read(ConversationsCodec.Write(new ConversationsSnapshot(1, 2, [])), 1)!.Value.Items.ShouldBeEmpty();
    }

    [Fact]
    public void Of_many_long_conversations_those_used_last_are_kept()
    {
        var state = State with { Prefix = Prompts.Of([.. Enumerable.Range(0, 3_000).Select(static i => Prompts.Text(i, 500))]) };
        var written = new ConversationsSnapshot(1, 0, [.. Enumerable.Range(0, 16).Select(i => ((ulong)i, state))]);

        var bytes = ConversationsCodec.Write(written);

        bytes.Length.ShouldBeInRange(ConversationsCodec.MaxBytes / 2, ConversationsCodec.MaxBytes);
        var read = ConversationsCodec.Read(bytes, 1)!.Value.Items.Select(static item => item.Root).ToArray();
        read.Length.ShouldBeInRange(2, 15);
        read.ShouldBe(Enumerable.Range(0, read.Length).Select(static i => (ulong)i));
    }

    [Fact]
    public void Damaged_bytes_are_no_conversations_and_no_fault()
    {
        var bytes = ConversationsCodec.Write(new ConversationsSnapshot(1, 0, [(1, State), (2, State)]));
        for (var length = 0; length < bytes.Length; length++) ConversationsCodec.Read(bytes[..length], 1).ShouldBeNull();

        ConversationsCodec.Read([99, .. bytes[1..]], 1).ShouldBeNull();
        ConversationsCodec.Read(new byte[ConversationsCodec.MaxBytes + 1], 1).ShouldBeNull();
        for (var seed = 0; seed < 2_000; seed++)
        {
            var damaged = bytes.ToArray();
            damaged[new Random(seed).Next(1, damaged.Length)] ^= 0xFF;
            _ = ConversationsCodec.Read(damaged, 1);
        }
    }
}
