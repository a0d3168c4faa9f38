using System.Text;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Tests.Gateway.Wire;

public sealed class SseFramingTests
{
    [Theory]
    [InlineData("data: {\"id\":1}\n\n")]
    [InlineData("data:{}\r\n\r\n")]
    [InlineData("event: message_start\ndata: {}\n\n")]
    [InlineData("id: 1\ndata: {}\n\n")]
    [InlineData("retry: 3000\n\n")]
    [InlineData(": PROCESSING\n\n")]
    [InlineData("\r\n\r\ndata: {}\n\n")]
    [InlineData("\uFEFFdata: {}\n\n")]
    public void An_event_stream_is_detected_by_its_first_field(string answer) => Detect(answer).ShouldBe(true);

    [Theory]
    [InlineData("{\"data\":1}")]
    [InlineData("  {\"id\":1}")]
    [InlineData("\n\n{\"id\":1}")]
    [InlineData("\uFEFF{\"id\":1}")]
    [InlineData("[{\"error\":1}]")]
    [InlineData("<html>")]
    [InlineData("date: today")]
    [InlineData("data\n\n")]
    public void Anything_else_is_not_an_event_stream(string answer) => Detect(answer).ShouldBe(false);

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("dat")]
    public void Too_few_bytes_are_undecided(string answer) => Detect(answer).ShouldBeNull();

    /// <summary>Examines longer and longer prefixes; once decided, the result must not change.</summary>
    private static bool? Detect(string answer)
    {
        var bytes = Encoding.UTF8.GetBytes(answer);
        bool? detected = null;
        for (var length = 0; length <= bytes.Length; length++)
        {
            var now = SseFraming.Instance.StartsAsStream(bytes.AsSpan(0, length));
            if (detected is not null) now.ShouldBe(detected);
            detected = now;
        }

        return detected;
    }
}
