using JusInfer.Portal.Routing.Sessions;

namespace JusInfer.Portal.Tests.Routing.Sessions;

public sealed class PrefixHashesTests
{
    [Fact]
    public void A_prompt_with_further_messages_extends_the_previous_one()
    {
        var first = Prompts.Of("system", "question");

        var change = first.CompareWith(Prompts.Of("system", "question", "answer", "next"));

        change.ShouldBe(new PrefixChange(IsExtended: true, Message: -1, Block: -1, StableBytes: 14));
    }

    [Fact]
    public void The_first_changed_message_and_block_are_found_in_random_prompts()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var messages = Enumerable.Range(0, random.Next(1, 40)).Select(i => Prompts.Text((seed * 100) + i, random.Next(1, 2_000))).ToArray();
            var changed = random.Next(messages.Length);
            var at = random.Next(messages[changed].Length);
            var later = messages.ToArray();
            later[changed] = messages[changed][..at] + "#" + messages[changed][(at + 1)..];

            var change = Prompts.Of(messages).CompareWith(Prompts.Of(later));

            var block = at / PrefixHashes.BlockBytes;
            change.ShouldBe(
                new PrefixChange(false, changed, block, messages[..changed].Sum(message => message.Length) + (block * PrefixHashes.BlockBytes)), $"seed {seed}");
        }
    }

    [Fact]
    public void A_removed_message_is_a_change_at_its_index()
    {
        Prompts.Of("a", "b", "c").CompareWith(Prompts.Of("a", "b")).Message.ShouldBe(2);
    }

    [Fact]
    public void The_same_text_with_another_role_is_a_change()
    {
        var (user, assistant) = (new PrefixHasher(), new PrefixHasher());
        user.AddMessage(1, "text"u8);
        assistant.AddMessage(2, "text"u8);

        user.Result().CompareWith(assistant.Result()).IsExtended.ShouldBeFalse();
    }

    [Fact]
    public void A_longer_prompt_than_can_be_kept_has_bounded_hashes()
    {
        var prompt = Prompts.Of([.. Enumerable.Range(0, 3_000).Select(i => Prompts.Text(i, 700))]);

        prompt.Blocks.Length.ShouldBe(PrefixHashes.MaxBlocks);
        prompt.Messages.Length.ShouldBeLessThanOrEqualTo(PrefixHashes.MaxMessages);
        prompt.Bytes.ShouldBe(3_000 * 700);
    }

    [Fact]
    public void Reordered_tools_are_distinguished_from_changed_ones()
    {
        var tools = Prompts.With(["read", "write"], "hello").Tools;

        Prompts.With(["write", "read"], "hello").Tools.IsReorderingOf(tools).ShouldBeTrue();
        Prompts.With(["read", "write"], "hello").Tools.IsReorderingOf(tools).ShouldBeFalse();
        Prompts.With(["write", "edit"], "hello").Tools.IsReorderingOf(tools).ShouldBeFalse();
    }
}
