using System.Text;
using JusInfer.Portal.Accounts.Tokens;

namespace JusInfer.Portal.Tests.Accounts.Tokens;

public sealed class SealedSuccessorTests
{
    private const string Next = "jrt_of-the-next-token";

    private readonly byte[] text = SealedSuccessor.Seal(Next, "jrt_of-this-token", "client");

    [Fact]
    public void Who_has_used_the_token_reads_its_successor() =>
        SealedSuccessor.Open(text, "jrt_of-this-token", "client").ShouldBe(Next);

    [Theory]
    [InlineData("jrt_of-another-token", "client")]
    [InlineData("jrt_of-this-token", "another client")]
    [InlineData("jrt_of-this-token", "")]
    public void Nobody_else_does(string token, string client) => SealedSuccessor.Open(text, token, client).ShouldBeNull();

    [Fact]
    public void A_copy_of_the_store_does_not_have_it()
    {
        Encoding.UTF8.GetString(text).ShouldNotContain(Next[4..]);
        SealedSuccessor.Seal(Next, "jrt_of-this-token", "client").ShouldNotBe(text);
        SealedSuccessor.Open([], "jrt_of-this-token", "client").ShouldBeNull();
    }
}
