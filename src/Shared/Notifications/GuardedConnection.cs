using System.Net;
using System.Net.Sockets;

namespace MLOpsFunctions.Notifications;

/// <summary>
/// Connects to addresses that it has checked itself, so that no later answer of the name service counts; uses no proxy, follows
/// no redirect and keeps no cookie.
/// </summary>
internal static class GuardedConnection
{
    /// <summary>A handler of requests.</summary>
    /// <param name="allowPrivate">Whether private addresses are allowed.</param>
    public static SocketsHttpHandler Handler(bool allowPrivate) => Handler(address => allowPrivate || PublicAddress.IsPublic(address));

    /// <summary>The same for addresses of one's choice.</summary>
    /// <param name="isAllowed">Whether an address may be connected to.</param>
    public static SocketsHttpHandler Handler(Predicate<IPAddress> isAllowed) =>
        new()
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            ConnectCallback = (context, cancellation) => ConnectAsync(context.DnsEndPoint, isAllowed, cancellation),
        };

    /// <summary>
    /// Whether a request may go there: https, or plain http where private addresses are allowed; without user and password.
    /// </summary>
    public static bool IsUsable(Uri address, bool allowPrivate) =>
        address.UserInfo.Length == 0 && (address.Scheme == Uri.UriSchemeHttps || (allowPrivate && address.Scheme == Uri.UriSchemeHttp));

    /// <summary>Connects, unless any of the name's addresses is not allowed.</summary>
    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint target, Predicate<IPAddress> isAllowed, CancellationToken cancellation)
    {
        var addresses = await Dns.GetHostAddressesAsync(target.Host, cancellation);
        if (!Array.TrueForAll(addresses, isAllowed))
        {
            throw new PrivateAddressException();
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, target.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>A name leads to a private address.</summary>
internal sealed class PrivateAddressException() : IOException("The address is private.");
