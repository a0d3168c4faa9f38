using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Keys;
using Microsoft.AspNetCore.Http;

namespace JusInfer.Portal.Tests.Gateway.Calls;

public sealed class CallControlsTests
{
    [Fact]
    public void Without_control_headers_nothing_is_allocated()
    {
        var headers = new HeaderDictionary { ["X-JusInfer-User"] = "ada" };
        var key = Key(sandbox: true);
        CallControls.Read(headers, key).Value.ShouldBeSameAs(CallControls.Default);

        var before = GC.GetAllocatedBytesForCurrentThread();
        CallControls.Read(headers, key);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void Each_header_sets_one_control()
    {
        Read("X-JusInfer-Resume", "off").ShouldBe(new CallControls { MayResume = false });
        Read("x-jusinfer-resume", "on").ShouldBeSameAs(CallControls.Default);
        Read("X-JusInfer-Tool-Args", "stream").ShouldBe(new CallControls { StreamsToolArguments = true });
        Read("X-JusInfer-Tool-Args", "whole").ShouldBeSameAs(CallControls.Default);
        Read("X-JusInfer-Chaos", "429x2,cut@300").InjectedFaults.Length.ShouldBe(2);
    }

    private static CallControls Read(string header, string value) => CallControls.Read(new HeaderDictionary { [header] = value }, Key(sandbox: true)).Value;

    private static ApiKey Key(bool sandbox) => new()
    {
        Id = default,
        TeamId = default,
        MemberId = default,
        Name = "a key",
        Display = "jinf_…",
        Terms = new KeyTerms { RequestsPerMinute = 600, Sandbox = sandbox },
        CreatedAt = default,
    };
}
