using JusInfer.Portal.Content;
using JusInfer.Portal.Content.Connect;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Content.Connect;

/// <summary>The block that connects each shipped client.</summary>
[Trait("Promise", "P-28")]
public sealed class ClientBlockTests
{
    private const string Origin = "https://gateway.example.com";
    private const string Key = "jinf_0123456789abcdef";

    private static readonly ContentSnapshot Content = ContentFolder.Read(Repository.Root);

    public static TheoryData<string> Clients => [.. Content.In(Section.Connect).Select(static client => client.Slug)];

    [Theory]
    [MemberData(nameof(Clients))]
    public void Every_client_has_a_block_with_the_address_and_the_key(string client)
    {
        var block = BlockOf(client);

        block.WithKey(Key).ShouldContain(Origin);
        block.WithKey(Key).ShouldContain(Key);
        block.WithKey(Key).ShouldNotContain(Placeholders.Key);
        block.WithKey(Key).ShouldNotContain(Placeholders.Address);
        block.WithKey(Key).ShouldNotContain("```");
        block.Hint.ShouldNotBeEmpty();
    }

    [Fact]
    public void A_client_with_a_setup_script_has_its_command() =>
        BlockOf("goose").WithKey(Key).ShouldBe($"export JUSINFER_API_KEY={Key}\ncurl -fsSL {Origin}/connect/goose/setup.sh | sh");

    [Fact]
    public void A_client_with_fields_has_their_values()
    {
        BlockOf("claude-desktop").WithKey(Key).ShouldBe($"base URL: {Origin}\nkey: {Key}\nauthentication scheme: Bearer");
        BlockOf("cursor").Hint.ShouldBe("Enter these values in Cursor.");
    }

    [Fact]
    public void An_SDK_has_a_command_that_creates_its_example_and_keeps_an_existing_file()
    {
        var block = BlockOf("openai-node");

        block.WithKey(Key).ShouldStartWith($"export JUSINFER_API_KEY={Key}\n\n(set -C; cat > hello.mjs) << 'END'\nimport OpenAI from \"openai\";\n");
        block.WithKey(Key).ShouldEndWith("\nEND");
        block.Hint.ShouldContain("It creates hello.mjs and replaces no existing file.");
    }

    [Fact]
    public void A_block_that_is_logged_contains_the_placeholder_of_the_key() => BlockOf("goose").ToString().ShouldContain(Placeholders.Key);

    private static ClientBlock BlockOf(string client) =>
        ClientBlock.Create(Content.Find(Section.Connect, client).ShouldNotBeNull(), Origin);
}
