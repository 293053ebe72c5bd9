<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="vi">
  <context>
    <name>ActDialog</name>
    <message>
      <source>Quay lại</source>
      <translation>Back</translation>
    </message>
    <message>
      <source>Đang ký và ghi…</source>
      <translation>Signing and recording…</translation>
    </message>
  </context>
  <context>
    <name>ActFlow</name>
    <message>
      <source>Chưa trả lời</source>
      <translation>No answer yet</translation>
    </message>
    <message>
      <source>Cách tính</source>
      <translation>How it is counted</translation>
    </message>
    <message>
      <source>Công bố</source>
      <translation>Publish</translation>
    </message>
    <message>
      <source>Công bố kết quả</source>
      <translation>Publish the result</translation>
    </message>
    <message>
      <source>Gửi đến các thành viên chưa trả lời và trợ lý được ủy quyền của họ.</source>
      <translation>Goes to the members who have not answered and to their authorised aides.</translation>
    </message>
    <message>
      <source>Hạn trả lời</source>
      <translation>Deadline</translation>
    </message>
    <message>
      <source>Hủy phiếu</source>
      <translation>Cancel the ballot</translation>
    </message>
    <message>
      <source>Kết quả</source>
      <translation>Result</translation>
    </message>
    <message>
      <source>Kết quả đã công bố không thu lại được; thay đổi về sau là kết quả lần mới.</source>
      <translation>A published result cannot be taken back; a later change is a new, numbered result.</translation>
    </message>
    <message>
      <source>Kết quả được gửi đến mọi thành viên; mỗi người tự kiểm tra câu trả lời của mình trong đó.</source>
      <translation>The result goes to every member; each checks the own answer in it.</translation>
    </message>
    <message>
      <source>Lý do hủy</source>
      <translation>Reason for cancelling</translation>
    </message>
    <message>
      <source>Lần</source>
      <translation>Number</translation>
    </message>
    <message>
      <source>Lời nhắc đã gửi không thu lại được.</source>
      <translation>A reminder that was sent cannot be taken back.</translation>
    </message>
    <message>
      <source>Mọi thành viên đã trả lời. Đóng phiếu trước hạn và tổng hợp kết quả ngay.</source>
      <translation>Every member has answered. Closes the ballot before its deadline and counts at once.</translation>
    </message>
    <message>
      <source>Người nhận</source>
      <translation>Recipients</translation>
    </message>
    <message>
      <source>Nhắc trả lời</source>
      <translation>Remind</translation>
    </message>
    <message>
      <source>Nhắc {} thành viên</source>
      <translation>Remind {} members</translation>
    </message>
    <message>
      <source>Phiếu</source>
      <translation>Ballots</translation>
    </message>
    <message>
      <source>Phiếu đã hủy không khôi phục được.</source>
      <translation>A cancelled ballot cannot be restored.</translation>
    </message>
    <message>
      <source>Phiếu đã đóng không mở lại được. Câu trả lời đến sau vẫn được nhận và ghi rõ giờ.</source>
      <translation>A closed ballot cannot be opened again. Answers that come later are still received, with their time.</translation>
    </message>
    <message>
      <source>Số phiếu</source>
      <translation>Ballot number</translation>
    </message>
    <message>
      <source>Thành viên được báo phiếu đã hủy và lý do. Các câu trả lời đã nhận vẫn còn trong sổ.</source>
      <translation>Members are told that the ballot is cancelled, and why. Answers received stay in the ledger.</translation>
    </message>
    <message>
      <source>{} thành viên</source>
      <translation>{} members</translation>
    </message>
    <message>
      <source>{} thành viên, tính là đồng ý mặc nhiên, ghi ở cột riêng</source>
      <translation>{} members, counted as deemed approval, in a column of its own</translation>
    </message>
    <message>
      <source>{} đồng ý, {} không đồng ý, {} ý kiến khác</source>
      <translation>{} agree, {} disagree, {} other opinion</translation>
    </message>
    <message>
      <source>Đã trả lời</source>
      <translation>Answered</translation>
    </message>
    <message>
      <source>Đóng phiếu</source>
      <translation>Close the ballot</translation>
    </message>
    <message>
      <source>Đóng phiếu và tổng hợp</source>
      <translation>Close and sum up</translation>
    </message>
    <message>
      <source>Đóng phiếu và tổng hợp kết quả ngay. Kết quả chỉ Văn phòng thấy cho đến khi công bố.</source>
      <translation>Closes the ballot and counts at once. Only the Office sees the result until it is published.</translation>
    </message>
  </context>
  <context>
    <name>AnswerBar</name>
    <message>
      <source>Bản nháp đã lưu trên máy {}</source>
      <translation>Draft saved on this device {}</translation>
    </message>
    <message>
      <source>Chưa có chứng thư hoặc thiết bị ký. Hãy cắm thiết bị ký rồi thử lại.</source>
      <translation>There is no certificate or signing device. Plug in the signing device and try again.</translation>
    </message>
    <message>
      <source>Chưa ký được. Bản nháp vẫn được giữ trên máy.</source>
      <translation>Not signed. The draft is kept on this device.</translation>
    </message>
    <message>
      <source>Khóa ký đang bị khóa. Liên hệ Văn phòng Chính phủ.</source>
      <translation>The signing key is locked. Contact the Government Office.</translation>
    </message>
    <message>
      <source>Ký phiếu</source>
      <translation>Sign the ballot</translation>
    </message>
    <message>
      <source>Ký thay</source>
      <translation>Sign instead</translation>
    </message>
    <message>
      <source>Lựa chọn này cần ghi rõ ý kiến trước khi ký.</source>
      <translation>This choice needs an opinion in words before signing.</translation>
    </message>
    <message>
      <source>Nêu rõ ý kiến (bắt buộc)</source>
      <translation>State your opinion (required)</translation>
    </message>
    <message>
      <source>Nội dung ý kiến</source>
      <translation>Opinion</translation>
    </message>
    <message>
      <source>Ý kiến của đồng chí</source>
      <translation>Your opinion</translation>
    </message>
    <message>
      <source>Ý kiến dài quá {} ký tự.</source>
      <translation>The opinion is longer than {} characters.</translation>
    </message>
    <message>
      <source>Ý kiến ghi kèm, nếu có</source>
      <translation>Opinion, if any</translation>
    </message>
  </context>
  <context>
    <name>BallotBoard</name>
    <message>
      <source> · đạt {}</source>
      <translation> · {} reached</translation>
    </message>
    <message>
      <source>Do máy chủ xuất bằng lệnh “ecabinet-hub ballot export”, kiểm bằng “ecabinet-hub verify”.</source>
      <translation>Exported on the server by “ecabinet-hub ballot export”, verified by “ecabinet-hub verify”.</translation>
    </message>
    <message>
      <source>Kho lưu trữ để kiểm tra độc lập</source>
      <translation>Archive for independent verification</translation>
    </message>
    <message>
      <source>Không có thành viên nào ở nhóm này.</source>
      <translation>No member is in this group.</translation>
    </message>
    <message>
      <source>Kết quả</source>
      <translation>Result</translation>
    </message>
    <message>
      <source>Kết quả lần {} đã được thay: {}</source>
      <translation>Result No. {} was replaced: {}</translation>
    </message>
    <message>
      <source>Lý do: {}</source>
      <translation>Reason: {}</translation>
    </message>
    <message>
      <source>Lọc thành viên</source>
      <translation>Filter members</translation>
    </message>
    <message>
      <source>Phiếu số {} · {} trình · hạn {}</source>
      <translation>Ballot No. {} · submitted by {} · due {}</translation>
    </message>
    <message>
      <source>Phiếu đã được hủy.</source>
      <translation>The ballot was cancelled.</translation>
    </message>
    <message>
      <source>không ghi</source>
      <translation>not recorded</translation>
    </message>
    <message>
      <source>lần {} · công bố {}</source>
      <translation>No. {} · published {}</translation>
    </message>
    <message>
      <source>lần {} · tổng hợp {} · chưa công bố</source>
      <translation>No. {} · summed up {} · not published</translation>
    </message>
    <message>
      <source>{}/{} quá nửa</source>
      <translation>{}/{} more than half</translation>
    </message>
  </context>
  <context>
    <name>BallotDetail</name>
    <message>
      <source> thành viên Chính phủ, thông qua khi quá nửa (từ </source>
      <translation> members of the Government, adopted by more than half (from </translation>
    </message>
    <message>
      <source> · hạn {}</source>
      <translation> · due {}</translation>
    </message>
    <message>
      <source>) đồng ý</source>
      <translation>) approve</translation>
    </message>
    <message>
      <source>Chép mã</source>
      <translation>Copy the code</translation>
    </message>
    <message>
      <source>Chọn và ký lại một lần: câu trả lời mới thay cho cả hai.</source>
      <translation>Choose and sign once more: the new answer takes the place of both.</translation>
    </message>
    <message>
      <source>Câu trả lời chờ người chủ trì quyết định có tính hay không.</source>
      <translation>The answer waits for the person in charge to decide whether it counts.</translation>
    </message>
    <message>
      <source>Câu trả lời đã vào sổ nhưng không được tính.</source>
      <translation>The answer is recorded but does not count.</translation>
    </message>
    <message>
      <source>Có hai câu trả lời từ hai máy. Cần xác nhận câu trả lời cuối cùng.</source>
      <translation>There are two answers from two devices. Your final answer needs to be confirmed.</translation>
    </message>
    <message>
      <source>Có mạng là máy tự gửi ngay, phiếu đi trước mọi tài liệu. Không cần làm gì thêm.</source>
      <translation>As soon as there is a network it is sent by itself, before any paper. Nothing more to do.</translation>
    </message>
    <message>
      <source>Hạn trả lời: {}</source>
      <translation>Answer due: {}</translation>
    </message>
    <message>
      <source>Ký câu trả lời khác để thay</source>
      <translation>Sign another answer instead</translation>
    </message>
    <message>
      <source>Ký cùng lần</source>
      <translation>Signed together</translation>
    </message>
    <message>
      <source>Ký trước hạn, nhận sau hạn: ký không sớm hơn {}, nhận lúc {}.</source>
      <translation>Signed before the deadline, received after it: signed no earlier than {}, received at {}.</translation>
    </message>
    <message>
      <source>Ký xác nhận</source>
      <translation>Sign to confirm</translation>
    </message>
    <message>
      <source>Lý do: {}</source>
      <translation>Reason: {}</translation>
    </message>
    <message>
      <source>Lưu bản đã ký</source>
      <translation>Save the signed page</translation>
    </message>
    <message>
      <source>Nếu đến hạn vẫn mất mạng</source>
      <translation>If there is still no network at the deadline</translation>
    </message>
    <message>
      <source>Phiếu số {} · ngày {}</source>
      <translation>Ballot No. {} · dated {}</translation>
    </message>
    <message>
      <source>Phiếu đã được hủy.</source>
      <translation>The ballot was cancelled.</translation>
    </message>
    <message>
      <source>Quá hạn không trả lời được tính là đồng ý, ghi ở cột riêng.</source>
      <translation>Silence past the deadline counts as approval, recorded in a column of its own.</translation>
    </message>
    <message>
      <source>Tài liệu</source>
      <translation>Papers</translation>
    </message>
    <message>
      <source>Văn phòng không nhận câu trả lời này. Bản đã ký vẫn được giữ trên máy.</source>
      <translation>The Office did not accept this answer. The signed copy is kept on this device.</translation>
    </message>
    <message>
      <source>Xem thêm {} tài liệu</source>
      <translation>{} more papers</translation>
    </message>
    <message>
      <source>chưa tải · {}</source>
      <translation>not fetched · {}</translation>
    </message>
    <message>
      <source>chưa tải được</source>
      <translation>could not be fetched</translation>
    </message>
    <message>
      <source>không ghi</source>
      <translation>not recorded</translation>
    </message>
    <message>
      <source>{} trang</source>
      <translation>{} pages</translation>
    </message>
    <message>
      <source>{} trình · lấy ý kiến </source>
      <translation>submitted by {} · put to </translation>
    </message>
    <message>
      <source>{}, đã đọc {}</source>
      <translation>{}, {} read</translation>
    </message>
    <message>
      <source>Đã ký xong. Phiếu được giữ an toàn trên máy.</source>
      <translation>Signed. The ballot is kept safely on this device.</translation>
    </message>
    <message>
      <source>Đường đi của phiếu</source>
      <translation>The ballot's way</translation>
    </message>
    <message>
      <source>Đọc mã này qua điện thoại cho Văn phòng Chính phủ để ghi nhận phiếu trước hạn:</source>
      <translation>Read this code over the telephone to the Government Office to have the ballot noted before the deadline:</translation>
    </message>
    <message>
      <source>đang tải {} / {}</source>
      <translation>fetching {} / {}</translation>
    </message>
    <message>
      <source>đã xem {}/{} trang</source>
      <translation>{}/{} pages seen</translation>
    </message>
  </context>
  <context>
    <name>BallotsScreen</name>
    <message>
      <source>Chưa có phiếu đã ký</source>
      <translation>No ballots signed yet</translation>
    </message>
    <message>
      <source>Chưa có phiếu đã đóng</source>
      <translation>No closed ballots yet</translation>
    </message>
    <message>
      <source>Chọn một phiếu để xem</source>
      <translation>Choose a ballot to read it</translation>
    </message>
    <message>
      <source>Cần trả lời</source>
      <translation>To answer</translation>
    </message>
    <message>
      <source>Danh sách phiếu</source>
      <translation>List of ballots</translation>
    </message>
    <message>
      <source>Không còn phiếu cần trả lời</source>
      <translation>No ballots left to answer</translation>
    </message>
    <message>
      <source>Không có phiếu bị trả lại</source>
      <translation>No returned ballots</translation>
    </message>
    <message>
      <source>Phiếu mới sẽ hiện ngay tại đây.</source>
      <translation>New ballots appear here.</translation>
    </message>
    <message>
      <source>Phiếu đã ký được giữ ở đây đến khi đóng.</source>
      <translation>Signed ballots are kept here until they close.</translation>
    </message>
    <message>
      <source>Trả lại</source>
      <translation>Returned</translation>
    </message>
    <message>
      <source>Tài liệu đã tải về đọc được cả khi mất mạng.</source>
      <translation>Papers already fetched can be read without a network.</translation>
    </message>
    <message>
      <source>thành viên Chính phủ</source>
      <translation>members of the Government</translation>
    </message>
    <message>
      <source>Đã ký</source>
      <translation>Signed</translation>
    </message>
    <message>
      <source>Đã đóng</source>
      <translation>Closed</translation>
    </message>
  </context>
  <context>
    <name>Banner</name>
    <message>
      <source>DỮ LIỆU GIẢ LẬP</source>
      <translation>SAMPLE DATA</translation>
    </message>
    <message>
      <source>chỉ để thử nghiệm, không có giá trị pháp lý</source>
      <translation>for testing only, without legal value</translation>
    </message>
  </context>
  <context>
    <name>CodeDialog</name>
    <message>
      <source>Chọn thành viên</source>
      <translation>Choose a member</translation>
    </message>
    <message>
      <source>Ghi nhận mã</source>
      <translation>Record the code</translation>
    </message>
    <message>
      <source>Không có chữ I, L, O, U: nghe “o” là số 0, nghe “i” là số 1.</source>
      <translation>There are no letters I, L, O, U: “o” heard is the digit 0, “i” heard is the digit 1.</translation>
    </message>
    <message>
      <source>Mã đúng, có thể ghi nhận.</source>
      <translation>The code is right and can be recorded.</translation>
    </message>
    <message>
      <source>Mã đúng. Còn phải chọn thành viên đọc mã.</source>
      <translation>The code is right. Now choose the member who read it.</translation>
    </message>
    <message>
      <source>Mã được ghi vào sổ với giờ máy chủ nhận, phải trước hạn. Phiếu đến sau được đối chiếu với mã.</source>
      <translation>The code is entered with the time the hub receives it, which must be before the deadline. The ballot is checked against it when it comes.</translation>
    </message>
    <message>
      <source>Nhóm kiểm tra</source>
      <translation>Check group</translation>
    </message>
    <message>
      <source>Nhóm {}</source>
      <translation>Group {}</translation>
    </message>
    <message>
      <source>Nhóm {} không khớp nhóm kiểm tra. Đề nghị đọc lại nhóm đó và nhóm kiểm tra.</source>
      <translation>Group {} does not fit the check group. Ask for that group and the check group again.</translation>
    </message>
    <message>
      <source>Nhập mã qua điện thoại</source>
      <translation>Enter a code read by telephone</translation>
    </message>
    <message>
      <source>Thành viên đọc mã</source>
      <translation>Member who read the code</translation>
    </message>
    <message>
      <source>Thành viên đọc mã hiện trên máy sau khi ký. Mã có năm nhóm bốn ký tự; chỉ dùng khi máy không gửi được phiếu.</source>
      <translation>The member reads the code shown on the device after signing. It has five groups of four characters and is used only when the device cannot send the ballot.</translation>
    </message>
    <message>
      <source>Đọc lại</source>
      <translation>Read again</translation>
    </message>
  </context>
  <context>
    <name>Desk</name>
    <message>
      <source>Cài đặt</source>
      <translation>Settings</translation>
    </message>
    <message>
      <source>Khóa màn hình</source>
      <translation>Lock the screen</translation>
    </message>
    <message>
      <source>Phiếu</source>
      <translation>Ballots</translation>
    </message>
    <message>
      <source>Phiếu lấy ý kiến</source>
      <translation>Opinion ballots</translation>
    </message>
    <message>
      <source>V.phòng</source>
      <translation>Office</translation>
    </message>
    <message>
      <source>Việc</source>
      <translation>To do</translation>
    </message>
    <message>
      <source>Việc cần xử lý</source>
      <translation>What needs me</translation>
    </message>
    <message>
      <source>Văn phòng</source>
      <translation>Office</translation>
    </message>
    <message>
      <source>Đồng bộ ngay</source>
      <translation>Synchronise now</translation>
    </message>
  </context>
  <context>
    <name>Dialog</name>
    <message>
      <source>Đóng</source>
      <translation>Close</translation>
    </message>
  </context>
  <context>
    <name>EnrolFlow</name>
    <message>
      <source>Chưa đăng ký được vì lỗi của máy.</source>
      <translation>Not enrolled because of a fault of the program.</translation>
    </message>
    <message>
      <source>Có thể cần đăng nhập Wi-Fi. Không có gì được gửi đi.</source>
      <translation>You may have to log in to the Wi-Fi. Nothing was sent.</translation>
    </message>
    <message>
      <source>Cấp cho: {}, {}</source>
      <translation>Issued to: {}, {}</translation>
    </message>
    <message>
      <source>Cụm mật khẩu quá yếu: ít nhất 12 ký tự, gồm cả chữ.</source>
      <translation>The passphrase is too weak: at least 12 characters, letters among them.</translation>
    </message>
    <message>
      <source>Dấu khóa gốc {}, khớp với mã</source>
      <translation>Root key fingerprint {}, matches the code</translation>
    </message>
    <message>
      <source>Giữ nơi an toàn, tách khỏi máy. Mã này mở được dữ liệu trên máy khi quên mã PIN.</source>
      <translation>Keep it safe and apart from the device. It opens the data on the device when the PIN is forgotten.</translation>
    </message>
    <message>
      <source>Hãy giải phóng dung lượng rồi thử lại.</source>
      <translation>Free some space and try again.</translation>
    </message>
    <message>
      <source>Hãy thử lại; mã vẫn dùng được nếu chưa hết hạn.</source>
      <translation>Please try again; the code stays valid until it expires.</translation>
    </message>
    <message>
      <source>Hãy xin mã mới của Văn phòng Chính phủ.</source>
      <translation>Ask the Government Office for a new code.</translation>
    </message>
    <message>
      <source>Khóa ký trên máy này</source>
      <translation>Signing key on this device</translation>
    </message>
    <message>
      <source>Không có gì được gửi đi. Hãy báo Văn phòng Chính phủ.</source>
      <translation>Nothing was sent. Tell the Government Office.</translation>
    </message>
    <message>
      <source>Không liên lạc được với máy chủ.</source>
      <translation>The server cannot be reached.</translation>
    </message>
    <message>
      <source>Không mở được kho khóa của hệ thống.</source>
      <translation>The system's keyring cannot be opened.</translation>
    </message>
    <message>
      <source>Kiểm tra lại từng nhóm bốn ký tự.</source>
      <translation>Check each group of four letters.</translation>
    </message>
    <message>
      <source>Máy chủ không biết mã này.</source>
      <translation>The server does not know this code.</translation>
    </message>
    <message>
      <source>Máy chủ trả lời không phải máy chủ đã cấp mã.</source>
      <translation>What answered is not the server that issued the code.</translation>
    </message>
    <message>
      <source>Mã PIN quá yếu: 6 đến 12 chữ số, không lặp, không liền nhau.</source>
      <translation>The PIN is too weak: 6 to 12 digits, neither repeated nor in a run.</translation>
    </message>
    <message>
      <source>Mã có hạn 30 phút. Hãy xin mã mới.</source>
      <translation>The code is valid for 30 minutes. Ask for a new one.</translation>
    </message>
    <message>
      <source>Mã gõ chưa đúng.</source>
      <translation>The code is mistyped.</translation>
    </message>
    <message>
      <source>Mã khôi phục e-Cabinet</source>
      <translation>e-Cabinet recovery code</translation>
    </message>
    <message>
      <source>Mã đã hết hạn.</source>
      <translation>The code has expired.</translation>
    </message>
    <message>
      <source>Mã đã được dùng.</source>
      <translation>The code was already used.</translation>
    </message>
    <message>
      <source>Mạng trả về trang lạ thay cho máy chủ.</source>
      <translation>The network returned a strange page instead of the server.</translation>
    </message>
    <message>
      <source>Mỗi mã dùng một lần. Hãy xin mã mới.</source>
      <translation>Each code works once. Ask for a new one.</translation>
    </message>
    <message>
      <source>Văn phòng Chính phủ · mã hợp lệ, còn {} phút</source>
      <translation>Government Office · code valid, {} minutes left</translation>
    </message>
    <message>
      <source>Đăng ký cần mạng một lần. Kiểm tra mạng rồi thử lại; mã vẫn dùng được.</source>
      <translation>Enrolment needs a network once. Check the network and try again; the code stays valid.</translation>
    </message>
    <message>
      <source>Đăng nhập lại máy tính rồi thử lại.</source>
      <translation>Log in to the computer again, then try again.</translation>
    </message>
    <message>
      <source>Được bảo vệ bằng mã PIN ký riêng</source>
      <translation>Protected by a signing PIN of its own</translation>
    </message>
    <message>
      <source>Ổ đĩa đầy.</source>
      <translation>The disk is full.</translation>
    </message>
  </context>
  <context>
    <name>EnrolForm</name>
    <message>
      <source>Chưa thấy thiết bị nào. Cắm thiết bị ký, hoặc làm việc này sau trong Cài đặt.</source>
      <translation>No device found yet. Plug in the signing device, or do this later in Settings.</translation>
    </message>
    <message>
      <source>Cụm mật khẩu mở máy, ít nhất 12 ký tự</source>
      <translation>Passphrase to unlock, at least 12 characters</translation>
    </message>
    <message>
      <source>Dán hoặc gõ cả dòng: địa chỉ, dấu #, rồi tám nhóm bốn chữ.</source>
      <translation>Paste or type the whole line: address, the # sign, then eight groups of four letters.</translation>
    </message>
    <message>
      <source>Hai lần nhập chưa giống nhau.</source>
      <translation>The two entries differ.</translation>
    </message>
    <message>
      <source>Không dùng ngày sinh hay dãy số liền nhau. Mã này khác mã PIN của thiết bị ký.</source>
      <translation>No birthday and no run of digits. This PIN differs from that of the signing device.</translation>
    </message>
    <message>
      <source>Máy này do cơ quan cấp, không lưu tài liệu chứa bí mật nhà nước.</source>
      <translation>This device was issued by the agency and keeps no papers with state secrets.</translation>
    </message>
    <message>
      <source>Máy này không có kho khóa của hệ thống nên cần cụm mật khẩu dài, gồm chữ và số, thay cho mã PIN.</source>
      <translation>This device has no system keyring, so a long passphrase of letters and digits is needed in place of a PIN.</translation>
    </message>
    <message>
      <source>Mã PIN ký</source>
      <translation>Signing PIN</translation>
    </message>
    <message>
      <source>Mã PIN mở máy, 6–12 số</source>
      <translation>Unlock PIN, 6–12 digits</translation>
    </message>
    <message>
      <source>Mã đăng ký một lần</source>
      <translation>One-time enrolment code</translation>
    </message>
    <message>
      <source>Nhập lại cụm mật khẩu</source>
      <translation>Repeat the passphrase</translation>
    </message>
    <message>
      <source>Nhập lại mã PIN</source>
      <translation>Repeat the PIN</translation>
    </message>
    <message>
      <source>Nhập lại mã PIN ký</source>
      <translation>Repeat the signing PIN</translation>
    </message>
    <message>
      <source>Thiết bị ký số</source>
      <translation>Signing device</translation>
    </message>
    <message>
      <source>Tên máy</source>
      <translation>Name of the device</translation>
    </message>
    <message>
      <source>Đang kiểm tra mã với Văn phòng Chính phủ…</source>
      <translation>Checking the code with the Government Office…</translation>
    </message>
    <message>
      <source>Đang đăng ký…</source>
      <translation>Enrolling…</translation>
    </message>
    <message>
      <source>Đăng ký máy này</source>
      <translation>Enrol this device</translation>
    </message>
    <message>
      <source>Để sau</source>
      <translation>Later</translation>
    </message>
  </context>
  <context>
    <name>FindBar</name>
    <message>
      <source>, đang tìm tiếp</source>
      <translation>, still searching</translation>
    </message>
    <message>
      <source>Bản quét, chưa có chữ: không tìm được trong tài liệu này.</source>
      <translation>A scan without text: this paper cannot be searched.</translation>
    </message>
    <message>
      <source>Không thấy.</source>
      <translation>Not found.</translation>
    </message>
    <message>
      <source>Kết quả sau (Enter)</source>
      <translation>Next result (Enter)</translation>
    </message>
    <message>
      <source>Kết quả trước (Shift+Enter)</source>
      <translation>Previous result (Shift+Enter)</translation>
    </message>
    <message>
      <source>Tìm trong tài liệu</source>
      <translation>Search in the paper</translation>
    </message>
    <message>
      <source>Tìm trong tài liệu, có dấu hoặc không dấu</source>
      <translation>Search in the paper, with or without tone marks</translation>
    </message>
    <message>
      <source>{} / {} kết quả</source>
      <translation>{} / {} results</translation>
    </message>
    <message>
      <source>Đang tìm…</source>
      <translation>Searching…</translation>
    </message>
    <message>
      <source>Đóng tìm kiếm (Esc)</source>
      <translation>Close the search (Esc)</translation>
    </message>
  </context>
  <context>
    <name>HistoryCard</name>
    <message>
      <source>Bị từ chối</source>
      <translation>Refused</translation>
    </message>
    <message>
      <source>Chờ gửi</source>
      <translation>Waiting to send</translation>
    </message>
    <message>
      <source>Chờ quyết định</source>
      <translation>Waiting for a decision</translation>
    </message>
    <message>
      <source>Các lần trả lời</source>
      <translation>Answers so far</translation>
    </message>
    <message>
      <source>Cần xác nhận</source>
      <translation>To confirm</translation>
    </message>
    <message>
      <source>Không được tính</source>
      <translation>Not counted</translation>
    </message>
    <message>
      <source>trên máy khác</source>
      <translation>on another device</translation>
    </message>
    <message>
      <source>trên máy này</source>
      <translation>on this device</translation>
    </message>
    <message>
      <source>Đã được thay</source>
      <translation>Replaced</translation>
    </message>
    <message>
      <source>Được tính</source>
      <translation>Counted</translation>
    </message>
  </context>
  <context>
    <name>HomeScreen</name>
    <message>
      <source>Có kết quả</source>
      <translation>Result available</translation>
    </message>
    <message>
      <source>Có quyết định</source>
      <translation>Decision taken</translation>
    </message>
    <message>
      <source>Cần xác nhận</source>
      <translation>To confirm</translation>
    </message>
    <message>
      <source>Không có việc cần xử lý</source>
      <translation>Nothing needs your attention</translation>
    </message>
    <message>
      <source>Mở phiếu</source>
      <translation>Open the ballot</translation>
    </message>
    <message>
      <source>Nhắc trả lời</source>
      <translation>Remind</translation>
    </message>
    <message>
      <source>Phiếu lấy ý kiến</source>
      <translation>Opinion ballots</translation>
    </message>
    <message>
      <source>Phiếu mới sẽ hiện ngay tại đây khi máy nhận được.</source>
      <translation>New ballots appear here as soon as the device receives them.</translation>
    </message>
    <message>
      <source>Phiếu số {}</source>
      <translation>Ballot No. {}</translation>
    </message>
    <message>
      <source>Phiếu đã ký, biên nhận và ghi chú vẫn được giữ nguyên trên máy. Hãy báo Văn phòng Chính phủ.</source>
      <translation>Signed ballots, receipts and notes are kept unchanged on this device. Tell the Government Office.</translation>
    </message>
    <message>
      <source>Sổ của máy chủ không khớp với những gì máy này đã thấy.</source>
      <translation>The server's ledger does not match what this device has seen.</translation>
    </message>
    <message>
      <source>Thông báo</source>
      <translation>Notices</translation>
    </message>
    <message>
      <source>Trả lại</source>
      <translation>Returned</translation>
    </message>
    <message>
      <source>Xem chi tiết</source>
      <translation>Details</translation>
    </message>
    <message>
      <source>chưa đọc</source>
      <translation>unread</translation>
    </message>
    <message>
      <source>còn {} phiếu</source>
      <translation>{} ballots left</translation>
    </message>
    <message>
      <source>có bản nháp</source>
      <translation>draft saved</translation>
    </message>
    <message>
      <source>cần xem lại</source>
      <translation>to be looked at</translation>
    </message>
    <message>
      <source>hạn {}</source>
      <translation>due {}</translation>
    </message>
    <message>
      <source>{} trình</source>
      <translation>submitted by {}</translation>
    </message>
    <message>
      <source>{} trình · {} tài liệu · {}</source>
      <translation>submitted by {} · {} papers · {}</translation>
    </message>
    <message>
      <source>{} tài liệu</source>
      <translation>{} papers</translation>
    </message>
    <message>
      <source>{} tài liệu, {} trang</source>
      <translation>{} papers, {} pages</translation>
    </message>
    <message>
      <source>Đã ký, đang theo dõi</source>
      <translation>Signed, in progress</translation>
    </message>
    <message>
      <source>Đã quá hạn</source>
      <translation>Overdue</translation>
    </message>
    <message>
      <source>Đã xong gần đây</source>
      <translation>Recently done</translation>
    </message>
    <message>
      <source>đã đọc {}</source>
      <translation>{} read</translation>
    </message>
  </context>
  <context>
    <name>IssueFlow</name>
    <message>
      <source>Bản nháp chỉ có trên máy này, chưa ai khác thấy.</source>
      <translation>The draft is on this device only; nobody else has seen it.</translation>
    </message>
    <message>
      <source>Bản nháp đã xóa không khôi phục được.</source>
      <translation>A deleted draft cannot be restored.</translation>
    </message>
    <message>
      <source>Cơ quan trình</source>
      <translation>Submitting agency</translation>
    </message>
    <message>
      <source>Gửi đến</source>
      <translation>Goes to</translation>
    </message>
    <message>
      <source>Hạn trả lời</source>
      <translation>Deadline</translation>
    </message>
    <message>
      <source>Phiếu</source>
      <translation>Ballots</translation>
    </message>
    <message>
      <source>Phiếu chưa có tên</source>
      <translation>Ballot without a name</translation>
    </message>
    <message>
      <source>Phiếu đã phát hành không sửa được; chỉ có thể hủy và phát hành phiếu khác.</source>
      <translation>An issued ballot cannot be changed; it can only be cancelled and another one issued.</translation>
    </message>
    <message>
      <source>Phát hành phiếu lấy ý kiến</source>
      <translation>Issue the opinion ballot</translation>
    </message>
    <message>
      <source>Phát hành đến {} thành viên</source>
      <translation>Issued to {} members</translation>
    </message>
    <message>
      <source>Số phiếu</source>
      <translation>Ballot number</translation>
    </message>
    <message>
      <source>Tên phiếu</source>
      <translation>Title</translation>
    </message>
    <message>
      <source>Vấn đề xin ý kiến</source>
      <translation>Question</translation>
    </message>
    <message>
      <source>Xóa bản nháp</source>
      <translation>Delete draft</translation>
    </message>
    <message>
      <source>{} thành viên Chính phủ</source>
      <translation>{} members of the Government</translation>
    </message>
    <message>
      <source>{} trang · {}</source>
      <translation>{} pages · {}</translation>
    </message>
    <message>
      <source>{} tài liệu, {}, đã xác nhận không chứa bí mật nhà nước</source>
      <translation>{} papers, {}, confirmed to hold no state secret</translation>
    </message>
    <message>
      <source>Đây là đúng nội dung sẽ gửi đến các thành viên.</source>
      <translation>This is exactly what will be sent to the members.</translation>
    </message>
  </context>
  <context>
    <name>IssueForm</name>
    <message>
      <source>Bản nháp vẫn được giữ trên máy. Sửa rồi phát hành lại.</source>
      <translation>The draft is still kept on this device. Correct it and issue it again.</translation>
    </message>
    <message>
      <source>Bản nháp đã lưu trên máy {}</source>
      <translation>Draft saved on this device {}</translation>
    </message>
    <message>
      <source>Chưa chọn thời hạn</source>
      <translation>No deadline chosen</translation>
    </message>
    <message>
      <source>Chưa có bảng ngày nghỉ cho thời gian này. Cần cập nhật ứng dụng.</source>
      <translation>There is no holiday table for this time. The application needs an update.</translation>
    </message>
    <message>
      <source>Chưa có gì để lưu</source>
      <translation>Nothing to keep yet</translation>
    </message>
    <message>
      <source>Chọn cơ quan</source>
      <translation>Choose an agency</translation>
    </message>
    <message>
      <source>Còn {} chỗ chưa đúng, xem cạnh từng ô.</source>
      <translation>{} places are not right yet, see beside each field.</translation>
    </message>
    <message>
      <source>Cơ quan trình</source>
      <translation>Submitting agency</translation>
    </message>
    <message>
      <source>Dự thảo Nghị định về …</source>
      <translation>Draft Decree on …</translation>
    </message>
    <message>
      <source>Hạn: {}</source>
      <translation>Deadline: {}</translation>
    </message>
    <message>
      <source>Máy chủ không nhận phiếu này.</source>
      <translation>The hub did not accept this ballot.</translation>
    </message>
    <message>
      <source>Nội dung phiếu</source>
      <translation>What is asked</translation>
    </message>
    <message>
      <source>Phát hành</source>
      <translation>Issue</translation>
    </message>
    <message>
      <source>Số ngày làm việc</source>
      <translation>Working days</translation>
    </message>
    <message>
      <source>Số phiếu</source>
      <translation>Ballot number</translation>
    </message>
    <message>
      <source>Thành viên chọn: Đồng ý, Không đồng ý hoặc Ý kiến khác.</source>
      <translation>Members choose: Agree, Disagree or Other opinion.</translation>
    </message>
    <message>
      <source>Thời hạn trả lời</source>
      <translation>Deadline</translation>
    </message>
    <message>
      <source>Thời hạn đã chọn không còn đủ ngày làm việc, hãy chọn lại.</source>
      <translation>The chosen deadline no longer leaves enough working days; choose again.</translation>
    </message>
    <message>
      <source>Tài liệu được gửi trước, rồi đến phiếu. Có mạng là máy tự gửi, không cần làm gì thêm.</source>
      <translation>The papers go first, then the ballot. This device sends by itself as soon as there is a network; nothing else to do.</translation>
    </message>
    <message>
      <source>Tên phiếu</source>
      <translation>Title</translation>
    </message>
    <message>
      <source>Tính từ ngày làm việc sau ngày phát hành, theo Quy chế làm việc của Chính phủ.</source>
      <translation>Counted from the working day after the day of issue, by the Government's Working Regulation.</translation>
    </message>
    <message>
      <source>Ví dụ: 9012/PLYK-VPCP</source>
      <translation>For example: 9012/PLYK-VPCP</translation>
    </message>
    <message>
      <source>Vấn đề xin ý kiến</source>
      <translation>Question</translation>
    </message>
    <message>
      <source>Xem lại và phát hành</source>
      <translation>Review and issue</translation>
    </message>
    <message>
      <source>Xóa bản nháp</source>
      <translation>Delete draft</translation>
    </message>
    <message>
      <source>Đã ký lệnh phát hành, chờ gửi.</source>
      <translation>The issue is signed and waits to be sent.</translation>
    </message>
    <message>
      <source>Đồng ý ban hành Nghị định về …?</source>
      <translation>Do you agree to issue the Decree on …?</translation>
    </message>
  </context>
  <context>
    <name>LateCard</name>
    <message>
      <source>Chỉ người chủ trì được quyết định.</source>
      <translation>Only the person in charge may decide.</translation>
    </message>
    <message>
      <source>Cần quyết định</source>
      <translation>To decide</translation>
    </message>
    <message>
      <source>Ký không sớm hơn {}, nhận lúc {}.</source>
      <translation>Signed no earlier than {}, received at {}.</translation>
    </message>
    <message>
      <source>Quyết định về câu trả lời của {}</source>
      <translation>Decision on the answer of {}</translation>
    </message>
    <message>
      <source>Quyết định…</source>
      <translation>Decide…</translation>
    </message>
    <message>
      <source>{} câu trả lời</source>
      <translation>{} answers</translation>
    </message>
    <message>
      <source>Đã đọc mã qua điện thoại lúc {}.</source>
      <translation>Code read by telephone at {}.</translation>
    </message>
  </context>
  <context>
    <name>LateDialog</name>
    <message>
      <source>Câu trả lời</source>
      <translation>Answer</translation>
    </message>
    <message>
      <source>Căn cứ của quyết định</source>
      <translation>Grounds of the decision</translation>
    </message>
    <message>
      <source>Ghi quyết định</source>
      <translation>Record the decision</translation>
    </message>
    <message>
      <source>Hạn trả lời</source>
      <translation>Deadline</translation>
    </message>
    <message>
      <source>Không được tính</source>
      <translation>Not counted</translation>
    </message>
    <message>
      <source>Ký không sớm hơn</source>
      <translation>Signed no earlier than</translation>
    </message>
    <message>
      <source>Mã qua điện thoại</source>
      <translation>Code by telephone</translation>
    </message>
    <message>
      <source>Nhận lúc</source>
      <translation>Received at</translation>
    </message>
    <message>
      <source>Quyết định và căn cứ được ghi vào sổ, không xóa được. Kết quả đã có sẽ được lập lại.</source>
      <translation>Decision and grounds are entered in the ledger and cannot be deleted. An existing result is drawn up again.</translation>
    </message>
    <message>
      <source>Quyết định về câu trả lời của {}</source>
      <translation>Decision on the answer of {}</translation>
    </message>
    <message>
      <source>Vì sao phải quyết định</source>
      <translation>Why a decision is needed</translation>
    </message>
    <message>
      <source>có, lúc {}</source>
      <translation>yes, at {}</translation>
    </message>
    <message>
      <source>không có</source>
      <translation>none</translation>
    </message>
    <message>
      <source>Ý kiến ghi kèm</source>
      <translation>Opinion attached</translation>
    </message>
    <message>
      <source>Được tính</source>
      <translation>Counted</translation>
    </message>
  </context>
  <context>
    <name>ListPane</name>
    <message>
      <source>Bấm “Soạn phiếu” để chuẩn bị phiếu mới.</source>
      <translation>Press “New ballot” to prepare one.</translation>
    </message>
    <message>
      <source>Chưa có kết quả nào được công bố</source>
      <translation>No result has been published yet</translation>
    </message>
    <message>
      <source>Chưa đọc được danh sách phiếu.</source>
      <translation>The list of ballots could not be read.</translation>
    </message>
    <message>
      <source>Danh sách phiếu của Văn phòng</source>
      <translation>The Office's ballots</translation>
    </message>
    <message>
      <source>Dữ liệu trên máy vẫn được giữ. Hãy thử lại.</source>
      <translation>The data on this device are still kept. Try again.</translation>
    </message>
    <message>
      <source>Không có bản nháp</source>
      <translation>No drafts</translation>
    </message>
    <message>
      <source>Không có phiếu bị hủy</source>
      <translation>No cancelled ballots</translation>
    </message>
    <message>
      <source>Không có phiếu chờ công bố</source>
      <translation>No ballots waiting for publication</translation>
    </message>
    <message>
      <source>Không có phiếu nào khớp</source>
      <translation>No ballot matches</translation>
    </message>
    <message>
      <source>Không có phiếu đang lấy ý kiến</source>
      <translation>No open ballots</translation>
    </message>
    <message>
      <source>Lọc theo số, tên hoặc cơ quan</source>
      <translation>Filter by number, title or agency</translation>
    </message>
    <message>
      <source>Phiếu hết hạn được đóng và tổng hợp tại đây trước khi công bố.</source>
      <translation>Ballots past their deadline are closed and counted here before publication.</translation>
    </message>
    <message>
      <source>Phiếu đang soạn được giữ trên máy này, chưa ai khác thấy.</source>
      <translation>Ballots being prepared are kept on this device; nobody else has seen them.</translation>
    </message>
    <message>
      <source>Soạn phiếu</source>
      <translation>New ballot</translation>
    </message>
    <message>
      <source>Thử lại</source>
      <translation>Try again</translation>
    </message>
    <message>
      <source>Thử số phiếu, vài chữ của tên hoặc tên cơ quan.</source>
      <translation>Try the number, some words of the title, or the agency.</translation>
    </message>
    <message>
      <source>Đang đọc danh sách phiếu…</source>
      <translation>Reading the list of ballots…</translation>
    </message>
  </context>
  <context>
    <name>LogCard</name>
    <message>
      <source>Nhật ký</source>
      <translation>Log</translation>
    </message>
    <message>
      <source>Xem các dòng trước</source>
      <translation>Earlier lines</translation>
    </message>
  </context>
  <context>
    <name>MainWindow</name>
    <message>
      <source>Khóa màn hình</source>
      <translation>Lock the screen</translation>
    </message>
    <message>
      <source>Phím tắt</source>
      <translation>Keyboard shortcuts</translation>
    </message>
    <message>
      <source>Tìm hoặc ra lệnh</source>
      <translation>Search or command</translation>
    </message>
  </context>
  <context>
    <name>MemberDialog</name>
    <message>
      <source>Chưa có</source>
      <translation>None yet</translation>
    </message>
    <message>
      <source>Chưa có, tính là đồng ý mặc nhiên</source>
      <translation>None, counted as deemed approval</translation>
    </message>
    <message>
      <source>Chưa có; máy mất liên lạc, có thể đã ký</source>
      <translation>None yet; the device is out of contact and may have signed</translation>
    </message>
    <message>
      <source>Câu trả lời</source>
      <translation>Answer</translation>
    </message>
    <message>
      <source>Máy liên lạc gần nhất</source>
      <translation>Last contact</translation>
    </message>
    <message>
      <source>Mở phiếu</source>
      <translation>Open the ballot</translation>
    </message>
    <message>
      <source>Nhập mã qua điện thoại</source>
      <translation>Enter a code read by telephone</translation>
    </message>
    <message>
      <source>Phiếu đến máy</source>
      <translation>Delivered</translation>
    </message>
    <message>
      <source>biên nhận số {}</source>
      <translation>receipt No. {}</translation>
    </message>
    <message>
      <source>chưa</source>
      <translation>not yet</translation>
    </message>
    <message>
      <source>chờ người chủ trì quyết định</source>
      <translation>waits for the chair's decision</translation>
    </message>
    <message>
      <source>nhận {}</source>
      <translation>received {}</translation>
    </message>
    <message>
      <source>{} lần</source>
      <translation>{} times</translation>
    </message>
    <message>
      <source>Đã nhắc</source>
      <translation>Reminded</translation>
    </message>
    <message>
      <source>Đóng</source>
      <translation>Close</translation>
    </message>
    <message>
      <source>Đọc mã qua điện thoại</source>
      <translation>Code read by telephone</translation>
    </message>
    <message>
      <source>đến sau hạn</source>
      <translation>after the deadline</translation>
    </message>
  </context>
  <context>
    <name>NumPad</name>
    <message>
      <source>Xóa hết</source>
      <translation>Clear all</translation>
    </message>
    <message>
      <source>Xóa một số</source>
      <translation>Delete one digit</translation>
    </message>
  </context>
  <context>
    <name>OfficeScreen</name>
    <message>
      <source>Bản đồ trả lời, nhật ký và các việc cần làm của phiếu hiện tại đây.</source>
      <translation>The response map, the log and what can be done appear here.</translation>
    </message>
    <message>
      <source>Chỉ Văn phòng Chính phủ dùng màn hình này</source>
      <translation>Only the Government Office uses this screen</translation>
    </message>
    <message>
      <source>Chọn một phiếu để xem</source>
      <translation>Choose a ballot to read it</translation>
    </message>
    <message>
      <source>Nếu đồng chí vừa được giao việc này, hãy đợi máy đồng bộ xong.</source>
      <translation>If you have just been given this duty, wait until this device has synchronised.</translation>
    </message>
    <message>
      <source>Phiếu lấy ý kiến</source>
      <translation>Opinion ballots</translation>
    </message>
    <message>
      <source>Phiếu này không còn trên máy.</source>
      <translation>This ballot is no longer on this device.</translation>
    </message>
    <message>
      <source>Phiếu đang lấy ý kiến</source>
      <translation>Open ballot</translation>
    </message>
    <message>
      <source>Phiếu đã hủy</source>
      <translation>Ballot cancelled</translation>
    </message>
    <message>
      <source>Phiếu đã tổng hợp</source>
      <translation>Published ballot</translation>
    </message>
    <message>
      <source>Phiếu đã đóng</source>
      <translation>Closed ballot</translation>
    </message>
    <message>
      <source>Soạn phiếu</source>
      <translation>New ballot</translation>
    </message>
    <message>
      <source>{}. Tệp này nằm ngoài kho mã hóa của ứng dụng.</source>
      <translation>{}. This file lies outside the application's encrypted store.</translation>
    </message>
    <message>
      <source>Đang đọc dữ liệu…</source>
      <translation>Reading data…</translation>
    </message>
    <message>
      <source>Đang đọc phiếu…</source>
      <translation>Reading the ballot…</translation>
    </message>
    <message>
      <source>Đã lưu bảng tổng hợp.</source>
      <translation>The summary has been saved.</translation>
    </message>
  </context>
  <context>
    <name>PageFlow</name>
    <message>
      <source>Chưa lưu được bản đã ký.</source>
      <translation>The signed page was not saved.</translation>
    </message>
    <message>
      <source>Không ghi được vào nơi đã chọn.</source>
      <translation>The chosen place cannot be written to.</translation>
    </message>
    <message>
      <source>Lưu bản đã ký</source>
      <translation>Save the signed page</translation>
    </message>
    <message>
      <source>Tài liệu PDF</source>
      <translation>PDF document</translation>
    </message>
    <message>
      <source>Tệp này nằm ngoài kho mã hóa của máy.</source>
      <translation>This file lies outside the device's encrypted store.</translation>
    </message>
    <message>
      <source>Đã lưu bản đã ký: {}</source>
      <translation>Signed page saved: {}</translation>
    </message>
    <message>
      <source>Ổ đĩa đầy.</source>
      <translation>The disk is full.</translation>
    </message>
  </context>
  <context>
    <name>Palette</name>
    <message>
      <source>Chỉ tìm trong dữ liệu đã mã hóa trên máy</source>
      <translation>Searches only the encrypted data on this device</translation>
    </message>
    <message>
      <source>Kết quả</source>
      <translation>Result</translation>
    </message>
    <message>
      <source>Lệnh</source>
      <translation>Commands</translation>
    </message>
    <message>
      <source>Phiếu lấy ý kiến</source>
      <translation>Opinion ballots</translation>
    </message>
    <message>
      <source>Số phiếu, tên phiếu, cơ quan, hoặc một lệnh</source>
      <translation>Ballot number, title, agency, or a command</translation>
    </message>
    <message>
      <source>Tìm hoặc ra lệnh</source>
      <translation>Search or command</translation>
    </message>
    <message>
      <source>chọn</source>
      <translation>choose</translation>
    </message>
    <message>
      <source>mở</source>
      <translation>open</translation>
    </message>
    <message>
      <source>Đang lấy ý kiến</source>
      <translation>Open</translation>
    </message>
    <message>
      <source>Đã có kết quả</source>
      <translation>Result available</translation>
    </message>
    <message>
      <source>Đã hủy</source>
      <translation>Cancelled</translation>
    </message>
    <message>
      <source>Đã đóng</source>
      <translation>Closed</translation>
    </message>
  </context>
  <context>
    <name>PaperList</name>
    <message>
      <source>Tài liệu của phiếu</source>
      <translation>Papers of the ballot</translation>
    </message>
  </context>
  <context>
    <name>PaperModel</name>
    <message>
      <source>{} trang</source>
      <translation>{} pages</translation>
    </message>
    <message>
      <source>đang kiểm tra…</source>
      <translation>checking…</translation>
    </message>
  </context>
  <context>
    <name>PaperView</name>
    <message>
      <source>Không hiện được trang {}: tệp hỏng hoặc không đúng chuẩn.</source>
      <translation>Page {} cannot be shown: the file is damaged or does not follow the standard.</translation>
    </message>
    <message>
      <source>Trang tài liệu</source>
      <translation>Page of the paper</translation>
    </message>
    <message>
      <source>Trang {}</source>
      <translation>Page {}</translation>
    </message>
    <message>
      <source>Trang {} đang được tải về, sẽ hiện ngay khi đủ.</source>
      <translation>Page {} is being fetched and appears as soon as it is complete.</translation>
    </message>
  </context>
  <context>
    <name>PapersCard</name>
    <message>
      <source>Chỉ nhận tệp PDF.</source>
      <translation>Only PDF files are taken.</translation>
    </message>
    <message>
      <source>Chọn tài liệu của phiếu</source>
      <translation>Choose the ballot's papers</translation>
    </message>
    <message>
      <source>Gỡ</source>
      <translation>Remove</translation>
    </message>
    <message>
      <source>Kéo tệp PDF vào đây</source>
      <translation>Drop PDF files here</translation>
    </message>
    <message>
      <source>Lên</source>
      <translation>Up</translation>
    </message>
    <message>
      <source>Thêm tệp</source>
      <translation>Add files</translation>
    </message>
    <message>
      <source>Tài liệu</source>
      <translation>Papers</translation>
    </message>
    <message>
      <source>Tài liệu PDF (*.pdf)</source>
      <translation>PDF documents (*.pdf)</translation>
    </message>
    <message>
      <source>Tôi xác nhận các tài liệu này không chứa bí mật nhà nước.</source>
      <translation>I confirm that these papers hold no state secret.</translation>
    </message>
    <message>
      <source>Tệp này đã có trong phiếu.</source>
      <translation>This file is in the ballot already.</translation>
    </message>
    <message>
      <source>Xuống</source>
      <translation>Down</translation>
    </message>
    <message>
      <source>Xác nhận tài liệu không chứa bí mật nhà nước rồi mới thêm tệp.</source>
      <translation>Confirm that the papers hold no state secret before adding files.</translation>
    </message>
    <message>
      <source>Xác nhận ở trên rồi mới thêm tệp.</source>
      <translation>Confirm above before adding files.</translation>
    </message>
    <message>
      <source>hoặc bấm “Thêm tệp”. Tệp được mã hóa và giữ trên máy cho đến khi phát hành.</source>
      <translation>or press “Add files”. Files are encrypted and kept on this device until the issue.</translation>
    </message>
    <message>
      <source>{} tài liệu</source>
      <translation>{} papers</translation>
    </message>
    <message>
      <source>Đổi tên</source>
      <translation>Rename</translation>
    </message>
  </context>
  <context>
    <name>PendingCard</name>
    <message>
      <source>Ký lúc {}. Có mạng là máy tự gửi, không cần làm gì thêm.</source>
      <translation>Signed at {}. Sent by itself when there is a network; nothing more to do.</translation>
    </message>
    <message>
      <source>Máy chủ không nhận {}.</source>
      <translation>The server did not accept: {}.</translation>
    </message>
    <message>
      <source>Đã biết</source>
      <translation>Understood</translation>
    </message>
    <message>
      <source>Đã ký {}, chờ gửi.</source>
      <translation>Signed {}, waiting to be sent.</translation>
    </message>
  </context>
  <context>
    <name>PinDialog</name>
    <message>
      <source>6 đến 12 chữ số, không dùng ngày sinh hay dãy số liền nhau.</source>
      <translation>6 to 12 digits; no birthday and no run of digits.</translation>
    </message>
    <message>
      <source>Chưa đổi được. Mã PIN hiện tại vẫn dùng như cũ.</source>
      <translation>Not changed. The present PIN stays valid.</translation>
    </message>
    <message>
      <source>Hai lần nhập mã PIN mới không giống nhau.</source>
      <translation>The two entries of the new PIN differ.</translation>
    </message>
    <message>
      <source>Mã PIN hiện tại</source>
      <translation>Present PIN</translation>
    </message>
    <message>
      <source>Mã PIN hiện tại chưa đúng. Còn {} lần thử.</source>
      <translation>The present PIN is wrong. {} tries left.</translation>
    </message>
    <message>
      <source>Mã PIN mới</source>
      <translation>New PIN</translation>
    </message>
    <message>
      <source>Mã PIN mới quá yếu: quá ngắn, dãy số liền nhau hoặc lặp lại.</source>
      <translation>The new PIN is too weak: too short, a run of digits, or repeated.</translation>
    </message>
    <message>
      <source>Mã khôi phục đã in vẫn dùng được.</source>
      <translation>The printed recovery code stays valid.</translation>
    </message>
    <message>
      <source>Nhập lại mã PIN mới</source>
      <translation>Repeat the new PIN</translation>
    </message>
    <message>
      <source>Nhập sai quá nhiều lần. Chỉ mở được bằng mã khôi phục.</source>
      <translation>Too many wrong entries. Only the recovery code opens the device.</translation>
    </message>
    <message>
      <source>Quay lại</source>
      <translation>Back</translation>
    </message>
    <message>
      <source>Ít nhất 12 ký tự, gồm chữ và số: máy này không có kho khóa của hệ thống.</source>
      <translation>At least 12 characters with letters and digits: this device has no system keyring.</translation>
    </message>
    <message>
      <source>Đổi mã PIN</source>
      <translation>Change the PIN</translation>
    </message>
    <message>
      <source>Đổi mã PIN mở máy</source>
      <translation>Change the unlock PIN</translation>
    </message>
  </context>
  <context>
    <name>PinField</name>
    <message>
      <source>Hiện mã PIN</source>
      <translation>Show the PIN</translation>
    </message>
    <message>
      <source>Ẩn mã PIN</source>
      <translation>Hide the PIN</translation>
    </message>
  </context>
  <context>
    <name>PinPane</name>
    <message>
      <source>Chỉ mã khôi phục mới mở được máy này. %1</source>
      <translation>Only the recovery code opens this device. %1</translation>
    </message>
    <message>
      <source>Hết lượt, chỉ mã khôi phục mở được máy.</source>
      <translation>After the last try only the recovery code opens the device.</translation>
    </message>
    <message>
      <source>Mã PIN chưa đúng. Còn %1 lần thử.</source>
      <translation>Wrong PIN. %1 tries left.</translation>
    </message>
    <message>
      <source>Mã PIN chưa đúng. Thử lại sau %1.</source>
      <translation>Wrong PIN. Try again in %1.</translation>
    </message>
    <message>
      <source>Mã PIN đã sai quá số lần cho phép.</source>
      <translation>The PIN was wrong too many times.</translation>
    </message>
    <message>
      <source>Mở khóa</source>
      <translation>Unlock</translation>
    </message>
    <message>
      <source>Nhập cụm mật khẩu mở máy</source>
      <translation>Enter the unlock passphrase</translation>
    </message>
    <message>
      <source>Nhập mã PIN mở máy</source>
      <translation>Enter the unlock PIN</translation>
    </message>
    <message>
      <source>Nhập mã khôi phục</source>
      <translation>Enter the recovery code</translation>
    </message>
    <message>
      <source>Quên mã PIN</source>
      <translation>Forgotten PIN</translation>
    </message>
    <message>
      <source>Đang mở…</source>
      <translation>Opening…</translation>
    </message>
  </context>
  <context>
    <name>ReaderScreen</name>
    <message>
      <source>Không mở được. Đề nghị Văn phòng Chính phủ gửi lại bản không đặt mật khẩu.</source>
      <translation>Cannot be opened. Ask the Government Office for a copy without a password.</translation>
    </message>
    <message>
      <source>Không đọc được tài liệu này</source>
      <translation>This paper cannot be read</translation>
    </message>
    <message>
      <source>Màu ban đêm</source>
      <translation>Night colours</translation>
    </message>
    <message>
      <source>Mục lục</source>
      <translation>Outline</translation>
    </message>
    <message>
      <source>Phóng to (Ctrl++)</source>
      <translation>Zoom in (Ctrl++)</translation>
    </message>
    <message>
      <source>Quay lại (Esc)</source>
      <translation>Back (Esc)</translation>
    </message>
    <message>
      <source>Số trang</source>
      <translation>Number of pages</translation>
    </message>
    <message>
      <source>Thu nhỏ (Ctrl+−)</source>
      <translation>Zoom out (Ctrl+−)</translation>
    </message>
    <message>
      <source>Toàn màn hình (F11)</source>
      <translation>Full screen (F11)</translation>
    </message>
    <message>
      <source>Trang sau</source>
      <translation>Next page</translation>
    </message>
    <message>
      <source>Trang thu nhỏ</source>
      <translation>Thumbnails</translation>
    </message>
    <message>
      <source>Trang trước</source>
      <translation>Previous page</translation>
    </message>
    <message>
      <source>Trang đầu sẽ hiện ngay khi đủ dữ liệu. Có thể đọc tài liệu khác trong lúc chờ.</source>
      <translation>The first page appears as soon as there is enough of it. You can read other papers meanwhile.</translation>
    </message>
    <message>
      <source>Tài liệu bị đặt mật khẩu</source>
      <translation>The paper is protected by a password</translation>
    </message>
    <message>
      <source>Tài liệu chưa đọc kế tiếp (N)</source>
      <translation>Next unread paper (N)</translation>
    </message>
    <message>
      <source>Tài liệu đang được tải về</source>
      <translation>The paper is being fetched</translation>
    </message>
    <message>
      <source>Tìm trong tài liệu (Ctrl+F)</source>
      <translation>Search in the paper (Ctrl+F)</translation>
    </message>
    <message>
      <source>Tệp hỏng hoặc không đúng chuẩn PDF. Các tài liệu khác và phiếu đã ký không bị ảnh hưởng.</source>
      <translation>The file is damaged or not a proper PDF. Other papers and signed ballots are not affected.</translation>
    </message>
    <message>
      <source>Vừa rộng</source>
      <translation>Fit width</translation>
    </message>
    <message>
      <source>Vừa trang</source>
      <translation>Fit page</translation>
    </message>
    <message>
      <source>Đổi giữa vừa chiều rộng và vừa cả trang</source>
      <translation>Switch between fit width and fit page</translation>
    </message>
  </context>
  <context>
    <name>ReadingRoom</name>
    <message>
      <source>Phiếu {} · tài liệu {}/{}</source>
      <translation>Ballot {} · paper {}/{}</translation>
    </message>
  </context>
  <context>
    <name>RecoveryPane</name>
    <message>
      <source>Gõ liền hay có gạch đều được.</source>
      <translation>With or without hyphens.</translation>
    </message>
    <message>
      <source>Hai lần nhập chưa giống nhau.</source>
      <translation>The two entries differ.</translation>
    </message>
    <message>
      <source>Kiểm tra từng nhóm chữ. Nếu mất mã, Văn phòng cấp mã đăng ký mới; phiếu đã gửi không mất.</source>
      <translation>Check each group of letters. If the code is lost, the Office issues a new enrolment code; ballots already sent are not lost.</translation>
    </message>
    <message>
      <source>Mã PIN mới</source>
      <translation>New PIN</translation>
    </message>
    <message>
      <source>Mã khôi phục</source>
      <translation>Recovery code</translation>
    </message>
    <message>
      <source>Mã khôi phục chưa đúng.</source>
      <translation>The recovery code is not right.</translation>
    </message>
    <message>
      <source>Mã đã in hoặc chép khi đăng ký máy. Phiếu đã ký và ghi chú vẫn còn nguyên.</source>
      <translation>The code that was printed or copied at enrolment. Signed ballots and notes are untouched.</translation>
    </message>
    <message>
      <source>Mở bằng mã khôi phục</source>
      <translation>Open with the recovery code</translation>
    </message>
    <message>
      <source>Mở và đặt PIN mới</source>
      <translation>Open and set the new PIN</translation>
    </message>
    <message>
      <source>Nhập lại mã PIN mới</source>
      <translation>Repeat the new PIN</translation>
    </message>
    <message>
      <source>Quay lại</source>
      <translation>Back</translation>
    </message>
  </context>
  <context>
    <name>RecoverySheet</name>
    <message>
      <source>Bắt đầu dùng</source>
      <translation>Start</translation>
    </message>
    <message>
      <source>Chép hoặc in mã, cất ở nơi có khóa, không để cùng máy. Mã chỉ hiện một lần này.</source>
      <translation>Copy or print the code and lock it away, apart from the device. It is shown this once.</translation>
    </message>
    <message>
      <source>Chép mã</source>
      <translation>Copy the code</translation>
    </message>
    <message>
      <source>In mã</source>
      <translation>Print the code</translation>
    </message>
    <message>
      <source>Khi màn hình khóa, phiếu đã ký chờ đến lần mở kế tiếp mới gửi được.</source>
      <translation>While the screen is locked, signed ballots wait until the next unlock to be sent.</translation>
    </message>
    <message>
      <source>Máy này không có kho khóa của hệ điều hành.</source>
      <translation>This device has no keyring of the operating system.</translation>
    </message>
    <message>
      <source>Mã khôi phục của máy này</source>
      <translation>Recovery code of this device</translation>
    </message>
    <message>
      <source>Tôi đã cất mã khôi phục ở nơi an toàn.</source>
      <translation>I have put the recovery code in a safe place.</translation>
    </message>
    <message>
      <source>Đã chép, giữ một phút</source>
      <translation>Copied for one minute</translation>
    </message>
  </context>
  <context>
    <name>ResultCard</name>
    <message>
      <source> · đạt {}</source>
      <translation> · {} reached</translation>
    </message>
    <message>
      <source>Biên nhận và bản đã ký được giữ trên máy. Hãy báo Văn phòng Chính phủ ngay.</source>
      <translation>Receipts and signed copies are kept on this device. Tell the Government Office at once.</translation>
    </message>
    <message>
      <source>Câu trả lời của đồng chí có trong kết quả, máy này đã kiểm tra.</source>
      <translation>Your answer is in the result; this device has checked it.</translation>
    </message>
    <message>
      <source>Kết quả</source>
      <translation>Result</translation>
    </message>
    <message>
      <source>Kết quả không có câu trả lời đã vào sổ của đồng chí.</source>
      <translation>The result does not contain your recorded answer.</translation>
    </message>
    <message>
      <source>lần {}</source>
      <translation>No. {}</translation>
    </message>
    <message>
      <source>{}/{} quá nửa</source>
      <translation>{}/{} more than half</translation>
    </message>
  </context>
  <context>
    <name>RowDelegate</name>
    <message>
      <source>tháng 12</source>
      <translation>December</translation>
    </message>
  </context>
  <context>
    <name>SearchButton</name>
    <message>
      <source>Tìm hoặc ra lệnh</source>
      <translation>Search or command</translation>
    </message>
  </context>
  <context>
    <name>SettingsScreen</name>
    <message>
      <source>Bản chẩn đoán là chữ thuần, không có nội dung tài liệu, phiếu hay tên người.</source>
      <translation>The diagnostics are plain text without any content of papers or ballots and without names.</translation>
    </message>
    <message>
      <source>Bộ nhớ trên máy</source>
      <translation>Storage on this device</translation>
    </message>
    <message>
      <source>Chép bản chẩn đoán</source>
      <translation>Copy the diagnostics</translation>
    </message>
    <message>
      <source>Chứng thư</source>
      <translation>Certificate</translation>
    </message>
    <message>
      <source>Cỡ chữ</source>
      <translation>Text size</translation>
    </message>
    <message>
      <source>Dùng ngoại tuyến đến</source>
      <translation>Offline use until</translation>
    </message>
    <message>
      <source>Giao diện</source>
      <translation>Appearance</translation>
    </message>
    <message>
      <source>Giấy phép phần mềm</source>
      <translation>Software licences</translation>
    </message>
    <message>
      <source>Giới thiệu và chẩn đoán</source>
      <translation>About and diagnostics</translation>
    </message>
    <message>
      <source>Hiển thị</source>
      <translation>Display</translation>
    </message>
    <message>
      <source>Khóa ngay (Ctrl+L)</source>
      <translation>Lock now (Ctrl+L)</translation>
    </message>
    <message>
      <source>Khóa và mã PIN</source>
      <translation>Lock and PIN</translation>
    </message>
    <message>
      <source>Ngôn ngữ</source>
      <translation>Language</translation>
    </message>
    <message>
      <source>Phiếu đã ký và thao tác</source>
      <translation>Signed ballots and acts</translation>
    </message>
    <message>
      <source>Sáng</source>
      <translation>Light</translation>
    </message>
    <message>
      <source>Tài khoản và thiết bị</source>
      <translation>Account and devices</translation>
    </message>
    <message>
      <source>Tài liệu</source>
      <translation>Papers</translation>
    </message>
    <message>
      <source>Tối</source>
      <translation>Dark</translation>
    </message>
    <message>
      <source>Tự khóa sau</source>
      <translation>Lock after</translation>
    </message>
    <message>
      <source>e-Cabinet {}</source>
      <translation>e-Cabinet {}</translation>
    </message>
    <message>
      <source>khóa trên máy</source>
      <translation>key on this device</translation>
    </message>
    <message>
      <source>máy này</source>
      <translation>this device</translation>
    </message>
    <message>
      <source>thiết bị ký</source>
      <translation>signing device</translation>
    </message>
    <message>
      <source>thử nghiệm</source>
      <translation>test</translation>
    </message>
    <message>
      <source>{} phút không dùng</source>
      <translation>{} minutes without use</translation>
    </message>
    <message>
      <source>Đã đổi mã PIN.</source>
      <translation>The PIN was changed.</translation>
    </message>
    <message>
      <source>Đổi mã PIN mở máy</source>
      <translation>Change the unlock PIN</translation>
    </message>
    <message>
      <source>đã thu hồi</source>
      <translation>revoked</translation>
    </message>
    <message>
      <source>đã thu hồi {}</source>
      <translation>revoked {}</translation>
    </message>
    <message>
      <source>đăng ký {}</source>
      <translation>enrolled {}</translation>
    </message>
  </context>
  <context>
    <name>ShortcutSheet</name>
    <message>
      <source>Phím tắt</source>
      <translation>Keyboard shortcuts</translation>
    </message>
    <message>
      <source>Đóng</source>
      <translation>Close</translation>
    </message>
    <message>
      <source>Đóng hộp đang mở</source>
      <translation>Close the open dialog</translation>
    </message>
    <message>
      <source>Đến nút hoặc ô kế tiếp</source>
      <translation>To the next button or field</translation>
    </message>
  </context>
  <context>
    <name>SidePanel</name>
    <message>
      <source>Mục lục</source>
      <translation>Outline</translation>
    </message>
    <message>
      <source>Trang thu nhỏ</source>
      <translation>Thumbnails</translation>
    </message>
    <message>
      <source>Trang {}</source>
      <translation>Page {}</translation>
    </message>
  </context>
  <context>
    <name>SignDialog</name>
    <message>
      <source>Chưa phiếu nào được ký. Bản nháp vẫn được giữ trên máy.</source>
      <translation>No ballot was signed. The drafts are kept on this device.</translation>
    </message>
    <message>
      <source>Chứng thư không dùng để ký được: {}.</source>
      <translation>The certificate cannot be used for signing: {}.</translation>
    </message>
    <message>
      <source>Chứng thư thử nghiệm, phiếu sẽ đóng dấu “CHỮ KÝ THỬ NGHIỆM”</source>
      <translation>Test certificate: the ballot will be stamped “CHỮ KÝ THỬ NGHIỆM” (test signature)</translation>
    </message>
    <message>
      <source>Chứng thư: {}</source>
      <translation>Certificate: {}</translation>
    </message>
    <message>
      <source>Câu trả lời trước</source>
      <translation>Previous answer</translation>
    </message>
    <message>
      <source>Khóa ký trên máy này</source>
      <translation>Signing key on this device</translation>
    </message>
    <message>
      <source>Khóa ký đã bị khóa vì nhập sai nhiều lần. Liên hệ Văn phòng Chính phủ.</source>
      <translation>The signing key was locked after too many wrong entries. Contact the Government Office.</translation>
    </message>
    <message>
      <source>Không có</source>
      <translation>None</translation>
    </message>
    <message>
      <source>Không ký được vì lỗi của máy.</source>
      <translation>Not signed because of a fault of the program.</translation>
    </message>
    <message>
      <source>Không ký được: {}</source>
      <translation>Cannot sign: {}</translation>
    </message>
    <message>
      <source>Không thấy thiết bị ký hoặc chứng thư. Hãy cắm thiết bị rồi thử lại.</source>
      <translation>No signing device or certificate found. Plug it in and try again.</translation>
    </message>
    <message>
      <source>Ký phiếu</source>
      <translation>Sign the ballot</translation>
    </message>
    <message>
      <source>Ký phiếu lấy ý kiến</source>
      <translation>Sign the opinion ballot</translation>
    </message>
    <message>
      <source>Ký xong không sửa được. Trước khi phiếu đóng, có thể ký câu trả lời khác để thay.</source>
      <translation>What is signed cannot be changed. Until the ballot closes, another answer can be signed in its place.</translation>
    </message>
    <message>
      <source>Ký {} phiếu</source>
      <translation>Sign {} ballots</translation>
    </message>
    <message>
      <source>Ký {} phiếu lấy ý kiến</source>
      <translation>Sign {} opinion ballots</translation>
    </message>
    <message>
      <source>Lựa chọn</source>
      <translation>Choice</translation>
    </message>
    <message>
      <source>Mã PIN ký</source>
      <translation>Signing PIN</translation>
    </message>
    <message>
      <source>Mã PIN ký chưa đúng. Còn {} lần thử.</source>
      <translation>Wrong signing PIN. {} tries left.</translation>
    </message>
    <message>
      <source>Mã PIN ký chưa đúng. Thiết bị ký sẽ khóa sau vài lần sai.</source>
      <translation>Wrong signing PIN. The signing device locks after a few wrong entries.</translation>
    </message>
    <message>
      <source>Mã PIN thiết bị ký</source>
      <translation>PIN of the signing device</translation>
    </message>
    <message>
      <source>Người trả lời</source>
      <translation>Answered by</translation>
    </message>
    <message>
      <source>PIN không rời khỏi máy này.</source>
      <translation>The PIN never leaves this device.</translation>
    </message>
    <message>
      <source>Phiếu số {} · hạn {}</source>
      <translation>Ballot No. {} · due {}</translation>
    </message>
    <message>
      <source>Quay lại</source>
      <translation>Back</translation>
    </message>
    <message>
      <source>Thiết bị ký đã cắm</source>
      <translation>Signing device plugged in</translation>
    </message>
    <message>
      <source>Vấn đề hỏi</source>
      <translation>Question</translation>
    </message>
    <message>
      <source>Xem nguyên văn sẽ ký</source>
      <translation>The exact text to be signed</translation>
    </message>
    <message>
      <source>chưa có hiệu lực</source>
      <translation>not yet valid</translation>
    </message>
    <message>
      <source>không có quyền ký số</source>
      <translation>no right to sign</translation>
    </message>
    <message>
      <source>thuật toán không được phép</source>
      <translation>algorithm not allowed</translation>
    </message>
    <message>
      <source>{} tài liệu và mã băm · gốc {} … {}</source>
      <translation>{} papers and hashes · root {} … {}</translation>
    </message>
    <message>
      <source>{} · hiệu lực đến {}</source>
      <translation>{} · valid until {}</translation>
    </message>
    <message>
      <source>{}, ký {}</source>
      <translation>{}, signed {}</translation>
    </message>
    <message>
      <source>Ý kiến ghi kèm</source>
      <translation>Opinion attached</translation>
    </message>
    <message>
      <source>Đang ký…</source>
      <translation>Signing…</translation>
    </message>
    <message>
      <source>Đang ngoại tuyến: chưa kiểm tra thu hồi từ {}. Phiếu vẫn ký được và tự gửi khi có mạng.</source>
      <translation>Offline: revocation not checked since {}. The ballot can be signed and is sent when there is a network.</translation>
    </message>
    <message>
      <source>Đây là nguyên văn nội dung được ký.</source>
      <translation>This is the exact text that is signed.</translation>
    </message>
    <message>
      <source>Đây là nguyên văn nội dung được ký. Một lần nhập mã PIN ký các phiếu đã chọn; mỗi phiếu một chữ ký.</source>
      <translation>This is the exact text that is signed. One PIN signs the chosen ballots; each has its own signature.</translation>
    </message>
    <message>
      <source>Đã dừng ký.</source>
      <translation>Signing was stopped.</translation>
    </message>
    <message>
      <source>đã hết hạn</source>
      <translation>expired</translation>
    </message>
    <message>
      <source>đăng ký cho người khác</source>
      <translation>registered to another person</translation>
    </message>
    <message>
      <source>Ổ đĩa đầy, không ghi được phiếu. Hãy giải phóng dung lượng rồi ký lại.</source>
      <translation>The disk is full; the ballot could not be written. Free some space and sign again.</translation>
    </message>
  </context>
  <context>
    <name>SignerCard</name>
    <message>
      <source>, chứng thư thử nghiệm</source>
      <translation>, test certificate</translation>
    </message>
    <message>
      <source>Chưa thấy thiết bị ký hoặc chứng thư. Cắm thiết bị, kiểm tra đường dẫn thư viện.</source>
      <translation>No signing device or certificate was found. Plug it in and check the library's path.</translation>
    </message>
    <message>
      <source>Chưa đọc được thiết bị ký.</source>
      <translation>The signing device could not be read.</translation>
    </message>
    <message>
      <source>Chọn thư viện PKCS#11</source>
      <translation>Choose the PKCS#11 library</translation>
    </message>
    <message>
      <source>Chọn tệp thư viện</source>
      <translation>Choose the library file</translation>
    </message>
    <message>
      <source>Chứng thư hiện không dùng để ký được. Xem chi tiết khi ký phiếu.</source>
      <translation>The certificate cannot sign now. See the details when signing a ballot.</translation>
    </message>
    <message>
      <source>Chứng thư: {} ({}{}), hiệu lực đến {}</source>
      <translation>Certificate: {} ({}{}), valid until {}</translation>
    </message>
    <message>
      <source>Do nhà cung cấp chứng thư cài, thường là tệp .so hoặc .dll. Để trống: khóa trên máy.</source>
      <translation>Installed by the certificate's provider, usually a .so or .dll file. Empty: the key on this device.</translation>
    </message>
    <message>
      <source>Dùng khóa trên máy</source>
      <translation>Use the key on this device</translation>
    </message>
    <message>
      <source>Dùng thiết bị này</source>
      <translation>Use this device</translation>
    </message>
    <message>
      <source>Ký số</source>
      <translation>Digital signature</translation>
    </message>
    <message>
      <source>Nhãn thiết bị, nếu cắm nhiều thiết bị</source>
      <translation>Token label, if several are plugged in</translation>
    </message>
    <message>
      <source>Thư viện PKCS#11 của thiết bị ký</source>
      <translation>PKCS#11 library of the signing device</translation>
    </message>
    <message>
      <source>khóa trên máy này</source>
      <translation>key on this device</translation>
    </message>
    <message>
      <source>thiết bị ký</source>
      <translation>signing device</translation>
    </message>
    <message>
      <source>Đang tìm chứng thư…</source>
      <translation>Looking for a certificate…</translation>
    </message>
  </context>
  <context>
    <name>StateChip</name>
    <message>
      <source>Tình trạng đồng bộ: %1</source>
      <translation>State of the exchange: %1</translation>
    </message>
  </context>
  <context>
    <name>SummaryFlow</name>
    <message>
      <source>Bảng tổng hợp có khi phiếu đã đóng.</source>
      <translation>There is a summary once the ballot is closed.</translation>
    </message>
    <message>
      <source>Chưa lưu được bảng tổng hợp.</source>
      <translation>The summary could not be saved.</translation>
    </message>
    <message>
      <source>Dữ liệu trên máy chưa đủ, hãy đợi đồng bộ xong rồi lưu lại.</source>
      <translation>The data on this device are not complete; wait for the synchronisation, then save again.</translation>
    </message>
    <message>
      <source>Không ghi được vào nơi đã chọn. Hãy chọn nơi khác.</source>
      <translation>The chosen place cannot be written to. Choose another one.</translation>
    </message>
    <message>
      <source>Lưu bảng tổng hợp</source>
      <translation>Save the summary</translation>
    </message>
    <message>
      <source>Phiếu chưa có kết quả.</source>
      <translation>The ballot has no result yet.</translation>
    </message>
    <message>
      <source>Tài liệu PDF</source>
      <translation>PDF document</translation>
    </message>
    <message>
      <source>Ổ đĩa đầy. Hãy chọn nơi khác rồi lưu lại.</source>
      <translation>The disk is full. Choose another place and save again.</translation>
    </message>
  </context>
  <context>
    <name>SyncPanel</name>
    <message>
      <source>Bộ nhớ trên máy</source>
      <translation>Storage on this device</translation>
    </message>
    <message>
      <source>Không có gì đang chờ.</source>
      <translation>Nothing is waiting.</translation>
    </message>
    <message>
      <source>Liên lạc gần nhất</source>
      <translation>Last contact</translation>
    </message>
    <message>
      <source>Thứ tự</source>
      <translation>Order</translation>
    </message>
    <message>
      <source>Tiếp tục</source>
      <translation>Continue</translation>
    </message>
    <message>
      <source>Tạm dừng</source>
      <translation>Pause</translation>
    </message>
    <message>
      <source>phiếu đi trước</source>
      <translation>ballots go first</translation>
    </message>
    <message>
      <source>Được dùng ngoại tuyến đến</source>
      <translation>Offline use until</translation>
    </message>
    <message>
      <source>Đồng bộ</source>
      <translation>Exchange</translation>
    </message>
    <message>
      <source>Đồng bộ ngay</source>
      <translation>Synchronise now</translation>
    </message>
  </context>
  <context>
    <name>TallyBar</name>
    <message>
      <source>Chưa trả lời</source>
      <translation>No answer yet</translation>
    </message>
    <message>
      <source>Không rõ</source>
      <translation>Unknown</translation>
    </message>
    <message>
      <source>Không đồng ý</source>
      <translation>Disapprove</translation>
    </message>
    <message>
      <source>Mặc nhiên do quá hạn</source>
      <translation>Deemed by silence</translation>
    </message>
    <message>
      <source>Mặc nhiên, không rõ</source>
      <translation>Deemed, unknown</translation>
    </message>
    <message>
      <source>Ý kiến khác</source>
      <translation>Other opinion</translation>
    </message>
    <message>
      <source>Đồng ý</source>
      <translation>Approve</translation>
    </message>
  </context>
  <context>
    <name>TitleBar</name>
    <message>
      <source>Ngoại tuyến</source>
      <translation>Offline</translation>
    </message>
    <message>
      <source>Quay lại</source>
      <translation>Back</translation>
    </message>
    <message>
      <source>Tìm hoặc ra lệnh</source>
      <translation>Search or command</translation>
    </message>
  </context>
  <context>
    <name>UnlockFlow</name>
    <message>
      <source>Chưa mở được vì lỗi của máy.</source>
      <translation>Not opened because of a fault of the program.</translation>
    </message>
    <message>
      <source>Cơ sở dữ liệu trên máy bị hỏng, đang dựng lại.</source>
      <translation>The database on this device is damaged and is being rebuilt.</translation>
    </message>
    <message>
      <source>Dùng 6 đến 12 chữ số, không lặp, không liền nhau.</source>
      <translation>Use 6 to 12 digits, neither repeated nor in a run.</translation>
    </message>
    <message>
      <source>Dữ liệu được tạo bởi phiên bản mới hơn.</source>
      <translation>The data was made by a newer version.</translation>
    </message>
    <message>
      <source>Hãy cập nhật chương trình. {}</source>
      <translation>Please update the program. {}</translation>
    </message>
    <message>
      <source>Hãy giải phóng dung lượng rồi mở lại. {}</source>
      <translation>Free some space and open again. {}</translation>
    </message>
    <message>
      <source>Hãy đăng nhập lại máy tính, hoặc mở bằng mã khôi phục. {}</source>
      <translation>Log in to the computer again, or open with the recovery code. {}</translation>
    </message>
    <message>
      <source>Không mở được kho khóa của hệ thống.</source>
      <translation>The system's keyring cannot be opened.</translation>
    </message>
    <message>
      <source>Liên hệ Văn phòng Chính phủ để đăng ký lại máy.</source>
      <translation>Contact the Government Office to enrol the device again.</translation>
    </message>
    <message>
      <source>Máy không có kho khóa: khi đang khóa, phiếu đã ký chờ đến lần mở kế tiếp mới gửi.</source>
      <translation>No keyring on this device: while locked, signed ballots wait until it is next opened.</translation>
    </message>
    <message>
      <source>Mã PIN mới quá yếu.</source>
      <translation>The new PIN is too weak.</translation>
    </message>
    <message>
      <source>Mã PIN đúng. Phiếu đã ký, biên nhận được lấy lại từ máy này và từ máy chủ.</source>
      <translation>The PIN is right. Signed ballots and receipts are taken back from this device and from the server.</translation>
    </message>
    <message>
      <source>Mọi dữ liệu trên máy vẫn được giữ an toàn.</source>
      <translation>All data on this device is kept safely.</translation>
    </message>
    <message>
      <source>Nối mạng để máy tự gia hạn rồi mở lại. {}</source>
      <translation>Connect so that the device is extended, then open again. {}</translation>
    </message>
    <message>
      <source>Tệp khóa của máy này bị hỏng cả hai bản.</source>
      <translation>Both copies of this device's key file are damaged.</translation>
    </message>
    <message>
      <source>Tự khóa sau {} phút không dùng. Đổi trong Cài đặt.</source>
      <translation>Locks after {} minutes without use. Change it in Settings.</translation>
    </message>
    <message>
      <source>{} phiếu đã ký và mọi ghi chú vẫn được giữ an toàn trên máy.</source>
      <translation>{} signed ballots and all notes are kept safely on this device.</translation>
    </message>
    <message>
      <source>Đã hết hạn dùng ngoại tuyến.</source>
      <translation>The time for offline use has run out.</translation>
    </message>
    <message>
      <source>Được dùng ngoại tuyến đến {}.</source>
      <translation>Offline use until {}.</translation>
    </message>
    <message>
      <source>Ổ đĩa đầy.</source>
      <translation>The disk is full.</translation>
    </message>
  </context>
  <context>
    <name>UnlockScreen</name>
    <message>
      <source>Ngoại tuyến</source>
      <translation>Offline</translation>
    </message>
  </context>
  <context>
    <name>_Line</name>
    <message>
      <source>Dừng tải</source>
      <translation>Stop the download</translation>
    </message>
    <message>
      <source>Dừng: %1</source>
      <translation>Stop: %1</translation>
    </message>
  </context>
  <context>
    <name>_PaperDelegate</name>
    <message>
      <source>Tên tài liệu</source>
      <translation>Title of the paper</translation>
    </message>
  </context>
  <context>
    <name>_Side</name>
    <message>
      <source>Dùng được khi mất mạng</source>
      <translation>Works without a network</translation>
    </message>
    <message>
      <source>Dữ liệu trên máy được mã hóa</source>
      <translation>Data on the device is encrypted</translation>
    </message>
    <message>
      <source>Giữ mã khôi phục</source>
      <translation>Keep the recovery code</translation>
    </message>
    <message>
      <source>Khóa được tạo trên máy</source>
      <translation>Keys are made on the device</translation>
    </message>
    <message>
      <source>Không mật khẩu hay khóa bí mật nào gửi qua mạng.</source>
      <translation>No password and no private key goes over the network.</translation>
    </message>
    <message>
      <source>Làm một lần, khoảng hai phút. Cần mã đăng ký do Văn phòng Chính phủ cấp.</source>
      <translation>Once only, about two minutes. You need an enrolment code issued by the Government Office.</translation>
    </message>
    <message>
      <source>Máy đã đăng ký. Mã bên phải mở lại máy khi quên PIN; máy và Văn phòng không giữ bản nào.</source>
      <translation>The device is enrolled. The code at the right opens it when the PIN is forgotten; neither the device nor the Office keeps a copy.</translation>
    </message>
    <message>
      <source>Mất máy, Văn phòng thu hồi được từ xa.</source>
      <translation>If the device is lost, the Office revokes it from afar.</translation>
    </message>
    <message>
      <source>Tiếng Việt</source>
      <translation>Tiếng Việt</translation>
    </message>
    <message>
      <source>Trợ giúp: F1</source>
      <translation>Help: F1</translation>
    </message>
    <message>
      <source>Đăng ký máy này</source>
      <translation>Enrol this device</translation>
    </message>
    <message>
      <source>Đọc, ghi chú và ký phiếu ở bất cứ đâu.</source>
      <translation>Read, take notes and sign ballots anywhere.</translation>
    </message>
  </context>
  <context>
    <name>ballots</name>
    <message>
      <source> · có bản nháp</source>
      <translation> · draft saved</translation>
    </message>
    <message>
      <source>Bị từ chối</source>
      <translation>Refused</translation>
    </message>
    <message>
      <source>Chờ gửi</source>
      <translation>Waiting to send</translation>
    </message>
    <message>
      <source>Chờ người chủ trì quyết định</source>
      <translation>Waiting for the decision of the person in charge</translation>
    </message>
    <message>
      <source>Cần xác nhận</source>
      <translation>To confirm</translation>
    </message>
    <message>
      <source>Hôm nay</source>
      <translation>Today</translation>
    </message>
    <message>
      <source>Không được tính</source>
      <translation>Not counted</translation>
    </message>
    <message>
      <source>Văn phòng nhận</source>
      <translation>Office receives</translation>
    </message>
    <message>
      <source>biên nhận</source>
      <translation>receipt</translation>
    </message>
    <message>
      <source>chưa</source>
      <translation>not yet</translation>
    </message>
    <message>
      <source>chưa có</source>
      <translation>none yet</translation>
    </message>
    <message>
      <source>chờ quyết định</source>
      <translation>waiting for a decision</translation>
    </message>
    <message>
      <source>cần xác nhận</source>
      <translation>to be confirmed</translation>
    </message>
    <message>
      <source>dòng {}</source>
      <translation>line {}</translation>
    </message>
    <message>
      <source>gửi trước tiên</source>
      <translation>sent first</translation>
    </message>
    <message>
      <source>khi có mạng,</source>
      <translation>when there is a network,</translation>
    </message>
    <message>
      <source>không được tính</source>
      <translation>not counted</translation>
    </message>
    <message>
      <source>số {}</source>
      <translation>No. {}</translation>
    </message>
    <message>
      <source>số {}, đã kiểm tra</source>
      <translation>No. {}, checked</translation>
    </message>
    <message>
      <source>trên máy khác</source>
      <translation>on another device</translation>
    </message>
    <message>
      <source>trên máy này</source>
      <translation>on this device</translation>
    </message>
    <message>
      <source>{} nghỉ</source>
      <translation>{} free</translation>
    </message>
    <message>
      <source>{} · biên nhận</source>
      <translation>{} · receipt</translation>
    </message>
    <message>
      <source>{} · hạn {}</source>
      <translation>{} · due {}</translation>
    </message>
    <message>
      <source>{} · ngày {}</source>
      <translation>{} · day {}</translation>
    </message>
    <message>
      <source>{} · phát hành</source>
      <translation>{} · issued</translation>
    </message>
    <message>
      <source>{} · {} trình</source>
      <translation>{} · submitted by {}</translation>
    </message>
    <message>
      <source>Đã có biên nhận</source>
      <translation>Receipt held</translation>
    </message>
    <message>
      <source>Đã có kết quả</source>
      <translation>Result available</translation>
    </message>
    <message>
      <source>Đã gửi</source>
      <translation>Sent</translation>
    </message>
    <message>
      <source>Đã gửi, chờ biên nhận</source>
      <translation>Sent, waiting for the receipt</translation>
    </message>
    <message>
      <source>Đã hủy</source>
      <translation>Cancelled</translation>
    </message>
    <message>
      <source>Đã ký</source>
      <translation>Signed</translation>
    </message>
    <message>
      <source>Đã ký, chờ gửi</source>
      <translation>Signed, waiting to send</translation>
    </message>
    <message>
      <source>Đã vào sổ</source>
      <translation>Recorded</translation>
    </message>
    <message>
      <source>Đã đóng, chờ kết quả</source>
      <translation>Closed, waiting for the result</translation>
    </message>
    <message>
      <source>đã được thay</source>
      <translation>replaced</translation>
    </message>
    <message>
      <source>được tính</source>
      <translation>counted</translation>
    </message>
  </context>
  <context>
    <name>main</name>
    <message>
      <source>e-Cabinet đang mở với hồ sơ này.</source>
      <translation>e-Cabinet is already open with this profile.</translation>
    </message>
  </context>
  <context>
    <name>office</name>
    <message>
      <source> Nên gọi điện cho trợ lý.</source>
      <translation> Better phone the aide.</translation>
    </message>
    <message>
      <source> máy mất liên lạc từ {}, có thể đã ký và đang chờ gửi.</source>
      <translation> the devices have been out of contact since {}; they may have signed and be waiting to send.</translation>
    </message>
    <message>
      <source> mất liên lạc từ {}, có thể đã ký trước hạn. Phiếu đến sau vẫn được nhận;</source>
      <translation> out of contact since {}, they may have signed before the deadline. A ballot that comes later is still received;</translation>
    </message>
    <message>
      <source> nếu được tính thì lập kết quả mới.</source>
      <translation> if it counts, a new result is drawn up.</translation>
    </message>
    <message>
      <source> · còn thiếu {}</source>
      <translation> · {} short</translation>
    </message>
    <message>
      <source> · đạt {}</source>
      <translation> · {} reached</translation>
    </message>
    <message>
      <source> · đạt {}, kể cả mặc nhiên</source>
      <translation> · {} reached, deemed approvals included</translation>
    </message>
    <message>
      <source>Bản nháp</source>
      <translation>Drafts</translation>
    </message>
    <message>
      <source>Bị từ chối, cần xem</source>
      <translation>Refused, please look</translation>
    </message>
    <message>
      <source>Chưa có gì được gửi đi. Có thể thử lại.</source>
      <translation>Nothing was sent. You can try again.</translation>
    </message>
    <message>
      <source>Chưa mở</source>
      <translation>Not opened</translation>
    </message>
    <message>
      <source>Chưa trả lời</source>
      <translation>No answer yet</translation>
    </message>
    <message>
      <source>Chỉ Bộ trưởng, Chủ nhiệm Văn phòng Chính phủ hoặc Thủ tướng được công bố.</source>
      <translation>Only the Minister-Chairman of the Government Office or the Prime Minister may publish.</translation>
    </message>
    <message>
      <source>Chỉ Văn phòng Chính phủ được làm.</source>
      <translation>Only the Government Office may do this.</translation>
    </message>
    <message>
      <source>Chọn cơ quan trình.</source>
      <translation>Choose the submitting agency.</translation>
    </message>
    <message>
      <source>Chọn thời hạn trả lời.</source>
      <translation>Choose the deadline.</translation>
    </message>
    <message>
      <source>Chờ người chủ trì quyết định</source>
      <translation>Waiting for the decision of the person in charge</translation>
    </message>
    <message>
      <source>Chờ thành viên xác nhận</source>
      <translation>Waiting for the member's confirmation</translation>
    </message>
    <message>
      <source>Chứng thư hết hạn hoặc bị thu hồi trong lúc máy ngoại tuyến.</source>
      <translation>The certificate expired or was revoked while the device was offline.</translation>
    </message>
    <message>
      <source>Còn {} câu trả lời chờ người chủ trì quyết định. Nên công bố sau khi quyết định xong.</source>
      <translation>{} answers wait for the chair's decision. Better publish after that.</translation>
    </message>
    <message>
      <source>Có câu trả lời khác từ máy khác của thành viên này.</source>
      <translation>There is another answer from another device of this member.</translation>
    </message>
    <message>
      <source>Có dấu hiệu bí mật nhà nước, không được đưa vào hệ thống.</source>
      <translation>Bears a mark of state secrecy and may not enter the system.</translation>
    </message>
    <message>
      <source>Có kết quả mới lần {} sau khi công bố; công bố để thay kết quả trước.</source>
      <translation>A new result, No. {}, came after publication; publish it in place of the earlier one.</translation>
    </message>
    <message>
      <source>Công bố kết quả</source>
      <translation>Publish the result</translation>
    </message>
    <message>
      <source>Công bố kết quả lần {}</source>
      <translation>Publish result No. {}</translation>
    </message>
    <message>
      <source>Cả {} thành viên đã trả lời, có thể đóng phiếu trước hạn.</source>
      <translation>All {} members have answered; the ballot can be closed before the deadline.</translation>
    </message>
    <message>
      <source>Ghi số phiếu.</source>
      <translation>Enter the ballot's number.</translation>
    </message>
    <message>
      <source>Ghi tên phiếu.</source>
      <translation>Enter the title.</translation>
    </message>
    <message>
      <source>Ghi vấn đề xin ý kiến.</source>
      <translation>Enter the question.</translation>
    </message>
    <message>
      <source>Gỡ {} tệp không dùng được.</source>
      <translation>Remove {} files that cannot be used.</translation>
    </message>
    <message>
      <source>Gửi cho {} thành viên chưa trả lời và trợ lý của họ. Câu chữ theo mẫu của Văn phòng Chính phủ.</source>
      <translation>Goes to the {} members who have not answered and their aides, in the words of the Government Office's template.</translation>
    </message>
    <message>
      <source>Hết hạn trả lời</source>
      <translation>The deadline has passed</translation>
    </message>
    <message>
      <source>Hồ sơ phiếu</source>
      <translation>Ballot file</translation>
    </message>
    <message>
      <source>Hủy</source>
      <translation>Cancelled</translation>
    </message>
    <message>
      <source>Hủy phiếu</source>
      <translation>Cancel the ballot</translation>
    </message>
    <message>
      <source>Không ghi được vì lỗi của máy.</source>
      <translation>Not recorded because of a fault of the program.</translation>
    </message>
    <message>
      <source>Không mở được: không phải PDF, tệp hỏng, đặt mật khẩu hoặc quá lớn.</source>
      <translation>Cannot be opened: no PDF, broken, with a password, or too large.</translation>
    </message>
    <message>
      <source>Không nhận thêm câu trả lời. Mọi câu trả lời đã nhận vẫn còn trong sổ.</source>
      <translation>No more answers are taken. Every answer received stays in the ledger.</translation>
    </message>
    <message>
      <source>Không rõ</source>
      <translation>Unknown</translation>
    </message>
    <message>
      <source>Không rõ, {}</source>
      <translation>Unknown, {}</translation>
    </message>
    <message>
      <source>Không rõ:</source>
      <translation>Unknown:</translation>
    </message>
    <message>
      <source>Không đọc được tệp này.</source>
      <translation>This file cannot be read.</translation>
    </message>
    <message>
      <source>Kết quả mới</source>
      <translation>New result</translation>
    </message>
    <message>
      <source>Kết quả đã công bố. Bảng tổng hợp có đủ công thức và câu trả lời của từng thành viên.</source>
      <translation>The result is published. The summary has the formula and the answer of every member.</translation>
    </message>
    <message>
      <source>Lưu bảng tổng hợp</source>
      <translation>Save the summary</translation>
    </message>
    <message>
      <source>Máy chủ đang tổng hợp kết quả. Kết quả sẽ hiện ngay tại đây.</source>
      <translation>The server is drawing up the result. It appears here at once.</translation>
    </message>
    <message>
      <source>Máy ký đã bị thu hồi quyền.</source>
      <translation>The signing device was revoked.</translation>
    </message>
    <message>
      <source>Mất liên lạc {} máy</source>
      <translation>Contact lost with {} devices</translation>
    </message>
    <message>
      <source>Người ký thôi là thành viên trong lúc máy ngoại tuyến.</source>
      <translation>The signer ceased to be a member while the device was offline.</translation>
    </message>
    <message>
      <source>Nháp</source>
      <translation>Drafts</translation>
    </message>
    <message>
      <source>Nhận sau hạn; không đủ căn cứ để biết đã ký trước hay sau hạn.</source>
      <translation>Received after the deadline; nothing proves whether it was signed before or after.</translation>
    </message>
    <message>
      <source>Nhập mã qua điện thoại</source>
      <translation>Enter a code read by telephone</translation>
    </message>
    <message>
      <source>Nhắc trả lời</source>
      <translation>Remind</translation>
    </message>
    <message>
      <source>Nhắc {} thành viên</source>
      <translation>Remind {} members</translation>
    </message>
    <message>
      <source>Nội dung chưa đúng quy định. Hãy xem lại từng ô rồi làm lại.</source>
      <translation>Something does not follow the rules. Look at each field and try again.</translation>
    </message>
    <message>
      <source>Phiếu chưa có tên</source>
      <translation>Ballot without a name</translation>
    </message>
    <message>
      <source>Phiếu đã hủy</source>
      <translation>Ballot cancelled</translation>
    </message>
    <message>
      <source>Phát hành đến {} thành viên</source>
      <translation>Issued to {} members</translation>
    </message>
    <message>
      <source>Quá hạn</source>
      <translation>Overdue</translation>
    </message>
    <message>
      <source>Quá hạn {} giờ, chưa đóng</source>
      <translation>{} hours overdue, not closed</translation>
    </message>
    <message>
      <source>Quá hạn {} ngày, chưa đóng</source>
      <translation>{} days overdue, not closed</translation>
    </message>
    <message>
      <source>Quá hạn {} phút, chưa đóng</source>
      <translation>{} minutes overdue, not closed</translation>
    </message>
    <message>
      <source>Số phiếu có dạng 05/PLYK-VPCP.</source>
      <translation>A ballot number looks like 05/PLYK-VPCP.</translation>
    </message>
    <message>
      <source>Thành viên thấy kết quả và tự kiểm tra câu trả lời của mình trong đó.</source>
      <translation>Members see the result and check their own answer in it.</translation>
    </message>
    <message>
      <source>Thêm ít nhất một tài liệu.</source>
      <translation>Add at least one paper.</translation>
    </message>
    <message>
      <source>Tài liệu có dấu hiệu bí mật nhà nước, không được đưa vào hệ thống.</source>
      <translation>The paper has marks of state secrecy and must not enter the system.</translation>
    </message>
    <message>
      <source>Tên phiếu dài quá {} ký tự.</source>
      <translation>The title is longer than {} characters.</translation>
    </message>
    <message>
      <source>Tất cả</source>
      <translation>All</translation>
    </message>
    <message>
      <source>Tổng hợp</source>
      <translation>Summary</translation>
    </message>
    <message>
      <source>Tổng hợp kết quả lần {}</source>
      <translation>Summary of results No. {}</translation>
    </message>
    <message>
      <source>Vai trò hiện tại không được làm việc này.</source>
      <translation>Your present role does not allow this.</translation>
    </message>
    <message>
      <source>Vấn đề xin ý kiến dài quá {} ký tự.</source>
      <translation>The question is longer than {} characters.</translation>
    </message>
    <message>
      <source>Xác nhận tài liệu không chứa bí mật nhà nước.</source>
      <translation>Confirm that the papers hold no state secret.</translation>
    </message>
    <message>
      <source>biên nhận số {}</source>
      <translation>receipt No. {}</translation>
    </message>
    <message>
      <source>chưa có tài liệu</source>
      <translation>no papers</translation>
    </message>
    <message>
      <source>chưa mở</source>
      <translation>unread</translation>
    </message>
    <message>
      <source>chờ quyết định</source>
      <translation>waiting for a decision</translation>
    </message>
    <message>
      <source>không rõ</source>
      <translation>unknown</translation>
    </message>
    <message>
      <source>lệnh công bố kết quả</source>
      <translation>order to publish the result</translation>
    </message>
    <message>
      <source>lệnh hủy phiếu</source>
      <translation>order to cancel a ballot</translation>
    </message>
    <message>
      <source>lệnh phát hành phiếu</source>
      <translation>order to issue a ballot</translation>
    </message>
    <message>
      <source>lệnh đóng phiếu</source>
      <translation>order to close a ballot</translation>
    </message>
    <message>
      <source>lời nhắc</source>
      <translation>reminder</translation>
    </message>
    <message>
      <source>mã đọc qua điện thoại</source>
      <translation>code read by telephone</translation>
    </message>
    <message>
      <source>nhận muộn</source>
      <translation>received late</translation>
    </message>
    <message>
      <source>quyết định về câu trả lời đến muộn</source>
      <translation>decision on a late answer</translation>
    </message>
    <message>
      <source>quá nửa của {} là {}</source>
      <translation>more than half of {} is {}</translation>
    </message>
    <message>
      <source>thao tác</source>
      <translation>act</translation>
    </message>
    <message>
      <source>trước đó</source>
      <translation>before</translation>
    </message>
    <message>
      <source>{} máy mất liên lạc từ trước hạn có thể đã ký. Câu trả lời đến sau vẫn được nhận và ghi “ký trước hạn, nhận sau hạn”.</source>
      <translation>{} devices out of contact since before the deadline may have signed. Answers that come later are received and noted as “signed before the deadline, received after it”.</translation>
    </message>
    <message>
      <source>{} người nhận</source>
      <translation>{} recipients</translation>
    </message>
    <message>
      <source>{} trình</source>
      <translation>submitted by {}</translation>
    </message>
    <message>
      <source>{} tài liệu</source>
      <translation>{} papers</translation>
    </message>
    <message>
      <source>{} đã mở phiếu</source>
      <translation>{} opened the ballot</translation>
    </message>
    <message>
      <source>{} đồng ý</source>
      <translation>{} approve</translation>
    </message>
    <message>
      <source>{} đồng ý + {} mặc nhiên = {}</source>
      <translation>{} approve + {} deemed = {}</translation>
    </message>
    <message>
      <source>{}, {} không đồng ý: ngang nhau; theo ý kiến của Thủ tướng: {}.</source>
      <translation>{}, {} disapprove: tied; the Prime Minister's opinion decides: {}.</translation>
    </message>
    <message>
      <source>{}/{} quá nửa</source>
      <translation>{}/{} more than half</translation>
    </message>
    <message>
      <source>{}/{} đã trả lời, {} đồng ý</source>
      <translation>{}/{} answered, {} approve</translation>
    </message>
    <message>
      <source>{}: {}, không được tính</source>
      <translation>{}: {}, not counted</translation>
    </message>
    <message>
      <source>{}: đã đọc mã qua điện thoại</source>
      <translation>{}: code read by telephone</translation>
    </message>
    <message>
      <source>{}; {}: chưa đạt.</source>
      <translation>{}; {}: not reached.</translation>
    </message>
    <message>
      <source>{}; {}: đạt.</source>
      <translation>{}; {}: reached.</translation>
    </message>
    <message>
      <source>Đang kiểm tra {} tệp.</source>
      <translation>Checking {} files.</translation>
    </message>
    <message>
      <source>Đang lấy</source>
      <translation>Open</translation>
    </message>
    <message>
      <source>Đã công bố kết quả</source>
      <translation>Result published</translation>
    </message>
    <message>
      <source>Đã hết hạn trả lời.</source>
      <translation>The deadline has passed.</translation>
    </message>
    <message>
      <source>Đã hủy</source>
      <translation>Cancelled</translation>
    </message>
    <message>
      <source>Đã ký phát hành, chờ gửi</source>
      <translation>Issue signed, to be sent</translation>
    </message>
    <message>
      <source>Đã ký, chờ gửi</source>
      <translation>Signed, waiting to send</translation>
    </message>
    <message>
      <source>Đã ký, đang chờ gửi.</source>
      <translation>Signed, waiting to be sent.</translation>
    </message>
    <message>
      <source>Đã mở</source>
      <translation>Opened</translation>
    </message>
    <message>
      <source>Đã mở {}</source>
      <translation>Opened {}</translation>
    </message>
    <message>
      <source>Đã trả lời</source>
      <translation>Answered</translation>
    </message>
    <message>
      <source>Đã tổng hợp</source>
      <translation>Published</translation>
    </message>
    <message>
      <source>Đã đóng</source>
      <translation>Closed</translation>
    </message>
    <message>
      <source>Đã đóng, chờ công bố</source>
      <translation>Closed, to be published</translation>
    </message>
    <message>
      <source>Đã đọc mã {}</source>
      <translation>Code {} read</translation>
    </message>
    <message>
      <source>Đóng phiếu</source>
      <translation>Close the ballot</translation>
    </message>
    <message>
      <source>Đóng phiếu và tổng hợp</source>
      <translation>Close and sum up</translation>
    </message>
    <message>
      <source>đã mở</source>
      <translation>opened</translation>
    </message>
    <message>
      <source>Ổ đĩa đầy, chưa nhận được tệp.</source>
      <translation>The disk is full; the file was not taken.</translation>
    </message>
    <message>
      <source>Ổ đĩa đầy, không ghi được. Hãy giải phóng dung lượng rồi làm lại.</source>
      <translation>The disk is full; nothing was recorded. Free some space and try again.</translation>
    </message>
    <message>
      <source>Ứng dụng vừa tự khóa, hãy thêm lại tệp.</source>
      <translation>The application has just locked itself; add the file again.</translation>
    </message>
    <message>
      <source>Ứng dụng vừa tự khóa. Hãy mở khóa rồi làm lại.</source>
      <translation>The program has just locked itself. Unlock it and try again.</translation>
    </message>
  </context>
  <context>
    <name>sync</name>
    <message>
      <source> · {} chờ gửi</source>
      <translation> · {} waiting to be sent</translation>
    </message>
    <message>
      <source>Báo đã mở phiếu</source>
      <translation>Ballot opened</translation>
    </message>
    <message>
      <source>Chưa gửi được “{}”</source>
      <translation>“{}” not sent yet</translation>
    </message>
    <message>
      <source>Chưa tải được “{}”</source>
      <translation>“{}” could not be fetched</translation>
    </message>
    <message>
      <source>Các tài liệu khác, ghi chú và phiếu đã ký vẫn được giữ trên máy.</source>
      <translation>Other papers, notes and signed ballots are kept on this device.</translation>
    </message>
    <message>
      <source>Công bố kết quả</source>
      <translation>Publish the result</translation>
    </message>
    <message>
      <source>Cần xử lý</source>
      <translation>Needs attention</translation>
    </message>
    <message>
      <source>Ghi mã qua điện thoại</source>
      <translation>Record a code read by telephone</translation>
    </message>
    <message>
      <source>Hủy phiếu</source>
      <translation>Cancel the ballot</translation>
    </message>
    <message>
      <source>Không có quyền xem tệp này.</source>
      <translation>Not allowed to see this file.</translation>
    </message>
    <message>
      <source>Không được nhận: {}</source>
      <translation>Not accepted: {}</translation>
    </message>
    <message>
      <source>Lỗi khi truyền tệp.</source>
      <translation>An error while the file was transferred.</translation>
    </message>
    <message>
      <source>Máy chủ chưa có tệp này.</source>
      <translation>The server does not have this file yet.</translation>
    </message>
    <message>
      <source>Máy chủ trả lời không phải máy chủ đã đăng ký. Máy này không gửi gì cho nó.</source>
      <translation>What answered is not the server of the enrolment. This device sends it nothing.</translation>
    </message>
    <message>
      <source>Mạng trả về trang lạ thay cho máy chủ (cổng đăng nhập Wi-Fi?). Không có gì bị xóa.</source>
      <translation>The network returned a strange page instead of the server (a Wi-Fi login?). Nothing was deleted.</translation>
    </message>
    <message>
      <source>Mở phiếu</source>
      <translation>Open the ballot</translation>
    </message>
    <message>
      <source>Ngoại tuyến</source>
      <translation>Offline</translation>
    </message>
    <message>
      <source>Nhắc trả lời</source>
      <translation>Remind</translation>
    </message>
    <message>
      <source>Phiếu đã ký</source>
      <translation>Signed ballots</translation>
    </message>
    <message>
      <source>Phiếu đã ký, biên nhận và ghi chú vẫn được giữ nguyên trên máy. Hãy báo Văn phòng Chính phủ và chờ giải trình có ký.</source>
      <translation>Signed ballots, receipts and notes are kept unchanged on this device. Tell the Government Office and wait for a signed explanation.</translation>
    </message>
    <message>
      <source>Phiếu, thao tác {}</source>
      <translation>Ballots, acts {}</translation>
    </message>
    <message>
      <source>Phát hành phiếu</source>
      <translation>Issue the ballot</translation>
    </message>
    <message>
      <source>Quyết định phiếu muộn</source>
      <translation>Decide on a late ballot</translation>
    </message>
    <message>
      <source>Sổ của máy chủ không khớp với những gì máy này đã thấy ({}).</source>
      <translation>The server's ledger does not match what this device has seen ({}).</translation>
    </message>
    <message>
      <source>Thử lại</source>
      <translation>Try again</translation>
    </message>
    <message>
      <source>Tài liệu {}</source>
      <translation>Papers {}</translation>
    </message>
    <message>
      <source>Tôi đã đọc giải trình</source>
      <translation>I have read the explanation</translation>
    </message>
    <message>
      <source>Tạm dừng</source>
      <translation>Pause</translation>
    </message>
    <message>
      <source>Tệp có dấu hiệu bí mật nhà nước.</source>
      <translation>The file has marks of state secrecy.</translation>
    </message>
    <message>
      <source>Tệp nhận được không khớp mã băm của phiếu nên không được giữ lại.</source>
      <translation>The file received does not match the ballot's hash and was not kept.</translation>
    </message>
    <message>
      <source>Xác nhận đã đọc giải trình</source>
      <translation>Confirm that the explanation was read</translation>
    </message>
    <message>
      <source>chưa liên lạc lần nào</source>
      <translation>never in contact yet</translation>
    </message>
    <message>
      <source>không giới hạn</source>
      <translation>unlimited</translation>
    </message>
    <message>
      <source>{} tài liệu khác</source>
      <translation>{} other papers</translation>
    </message>
    <message>
      <source>{} · còn {} ngày</source>
      <translation>{} · {} days left</translation>
    </message>
    <message>
      <source>Đang đồng bộ</source>
      <translation>Synchronising</translation>
    </message>
    <message>
      <source>Đang đồng bộ {}/{} · {}</source>
      <translation>Synchronising {}/{} · {}</translation>
    </message>
    <message>
      <source>Đã xem</source>
      <translation>Seen</translation>
    </message>
    <message>
      <source>Đã đồng bộ {}</source>
      <translation>Synchronised {}</translation>
    </message>
    <message>
      <source>Đóng phiếu</source>
      <translation>Close the ballot</translation>
    </message>
    <message>
      <source>Đồng bộ gặp trở ngại</source>
      <translation>The exchange met an obstacle</translation>
    </message>
    <message>
      <source>Ổ đĩa đầy: tạm dừng tải tài liệu. Phiếu đã ký vẫn được giữ và vẫn gửi.</source>
      <translation>The disk is full: fetching papers is paused. Signed ballots are kept and are still sent.</translation>
    </message>
  </context>
  <context>
    <name>words</name>
    <message>
      <source>CN</source>
      <translation>Sun</translation>
    </message>
    <message>
      <source>Chưa đủ quá nửa, báo cáo Thủ tướng</source>
      <translation>Not more than half; to be reported to the Prime Minister</translation>
    </message>
    <message>
      <source>Chỉ thành viên Chính phủ được trả lời phiếu này.</source>
      <translation>Only members of the Government may answer this ballot.</translation>
    </message>
    <message>
      <source>Chủ nhật</source>
      <translation>Sunday</translation>
    </message>
    <message>
      <source>Chứng thư số không được đăng ký cho người ký, đã hết hạn hoặc bị thu hồi.</source>
      <translation>The certificate is not registered to the signer, has expired or was revoked.</translation>
    </message>
    <message>
      <source>Chữ ký số không hợp lệ. Hãy kiểm tra thiết bị ký rồi ký lại.</source>
      <translation>The signature is not valid. Check the signing device and sign again.</translation>
    </message>
    <message>
      <source>Câu trả lời đến sau thời hạn và không được tính.</source>
      <translation>The answer came after the deadline and does not count.</translation>
    </message>
    <message>
      <source>Còn {} ngày làm việc</source>
      <translation>{} working days left</translation>
    </message>
    <message>
      <source>Có câu trả lời khác từ máy khác. Ký lại để xác nhận câu trả lời cuối cùng.</source>
      <translation>Another answer came from another device. Sign again to confirm your final answer.</translation>
    </message>
    <message>
      <source>Hạn hôm nay</source>
      <translation>Due today</translation>
    </message>
    <message>
      <source>Không thông qua</source>
      <translation>Not adopted</translation>
    </message>
    <message>
      <source>Không đồng ý</source>
      <translation>Disapprove</translation>
    </message>
    <message>
      <source>Máy chủ từ chối, không nêu rõ lý do.</source>
      <translation>The server refused without a clear reason.</translation>
    </message>
    <message>
      <source>Máy này đã bị thu hồi quyền.</source>
      <translation>This device was revoked.</translation>
    </message>
    <message>
      <source>Ngang phiếu, theo ý kiến Thủ tướng</source>
      <translation>Tied, as the Prime Minister's opinion decides</translation>
    </message>
    <message>
      <source>Nội dung gửi lên không đúng quy định.</source>
      <translation>What was sent does not follow the rules.</translation>
    </message>
    <message>
      <source>Nội dung phiếu đã thay đổi. Hãy đọc lại và ký lại.</source>
      <translation>The ballot has changed. Please read it again and sign again.</translation>
    </message>
    <message>
      <source>Phiếu ký không đúng phiếu hoặc không đúng tài liệu Văn phòng đã gửi.</source>
      <translation>The ballot or the papers signed are not those that the Office sent.</translation>
    </message>
    <message>
      <source>Phiếu đã ký bị hỏng trên đĩa trước khi gửi. Hãy ký lại.</source>
      <translation>The signed ballot was damaged on the disk before it was sent. Please sign again.</translation>
    </message>
    <message>
      <source>Phiếu đã đóng trước khi câu trả lời đến nơi.</source>
      <translation>The ballot was closed before the answer arrived.</translation>
    </message>
    <message>
      <source>Phiếu đã được hủy.</source>
      <translation>The ballot was cancelled.</translation>
    </message>
    <message>
      <source>Quá hạn {} ngày làm việc</source>
      <translation>{} working days overdue</translation>
    </message>
    <message>
      <source>T2</source>
      <translation>Mon</translation>
    </message>
    <message>
      <source>T3</source>
      <translation>Tue</translation>
    </message>
    <message>
      <source>T4</source>
      <translation>Wed</translation>
    </message>
    <message>
      <source>T5</source>
      <translation>Thu</translation>
    </message>
    <message>
      <source>T6</source>
      <translation>Fri</translation>
    </message>
    <message>
      <source>T7</source>
      <translation>Sat</translation>
    </message>
    <message>
      <source>Thông qua</source>
      <translation>Adopted</translation>
    </message>
    <message>
      <source>Trùng mã với một phiếu đã gửi. Hãy ký lại.</source>
      <translation>Same code as a ballot already sent. Please sign again.</translation>
    </message>
    <message>
      <source>Tài liệu có dấu hiệu bí mật nhà nước, không được đưa vào hệ thống.</source>
      <translation>The paper has marks of state secrecy and must not enter the system.</translation>
    </message>
    <message>
      <source>Tệp phiếu không khớp nội dung đã ký. Hãy ký lại.</source>
      <translation>The ballot file does not match what was signed. Please sign again.</translation>
    </message>
    <message>
      <source>Vai trò hiện tại không được làm việc này.</source>
      <translation>Your present role does not allow this.</translation>
    </message>
    <message>
      <source>thứ Ba</source>
      <translation>Tuesday</translation>
    </message>
    <message>
      <source>thứ Bảy</source>
      <translation>Saturday</translation>
    </message>
    <message>
      <source>thứ Hai</source>
      <translation>Monday</translation>
    </message>
    <message>
      <source>thứ Năm</source>
      <translation>Thursday</translation>
    </message>
    <message>
      <source>thứ Sáu</source>
      <translation>Friday</translation>
    </message>
    <message>
      <source>thứ Tư</source>
      <translation>Wednesday</translation>
    </message>
    <message>
      <source>Ý kiến khác</source>
      <translation>Other opinion</translation>
    </message>
    <message>
      <source>Đã quá hạn</source>
      <translation>Overdue</translation>
    </message>
    <message>
      <source>Đã thông qua {}/{}</source>
      <translation>Adopted {}/{}</translation>
    </message>
    <message>
      <source>Đồng ý</source>
      <translation>Approve</translation>
    </message>
  </context>
</TS>
