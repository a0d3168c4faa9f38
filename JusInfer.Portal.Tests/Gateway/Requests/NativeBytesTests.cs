using JusInfer.Portal.Gateway.Requests;

namespace JusInfer.Portal.Tests.Gateway.Requests;

public sealed class NativeBytesTests
{
    [Fact]
    public void What_was_written_is_kept_when_the_memory_grows()
    {
        using var bytes = new NativeBytes(4096);
        for (var index = 0; index < 4096; index++) bytes.GetSpan()[index] = (byte)index;

        bytes.Grow(8 * 1024 * 1024);

        bytes.Memory.Length.ShouldBe(8 * 1024 * 1024);
        for (var index = 0; index < 4096; index++) bytes.GetSpan()[index].ShouldBe((byte)index);
    }

    [Fact]
    public void Memory_that_is_used_after_it_was_disposed_throws()
    {
        var bytes = new NativeBytes(4096);
        var kept = bytes.Memory;

        ((IDisposable)bytes).Dispose();

        Should.Throw<ObjectDisposedException>(() => { _ = kept.Span; });
        Should.Throw<ObjectDisposedException>(() => { _ = kept.Pin(); });
        Should.Throw<ObjectDisposedException>(() => bytes.Grow(8192));
    }

    [Fact]
    public async Task A_slice_is_written_from_its_start()
    {
        using var bytes = new NativeBytes(4096);
        bytes.GetSpan().Clear();
        bytes.GetSpan()[17] = 42;
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, bytes.Memory[17..19], TestContext.Current.CancellationToken);

            (await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken)).ShouldBe([42, 0]);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
