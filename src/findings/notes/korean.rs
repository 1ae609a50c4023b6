//! What notes say in Korean, which is written with blanks between words, and often without.

/// What people write where something is to come, and nothing else.
pub(super) const TO_COME: [&str; 26] = [
    "미정", "미확정", "미결정", "미입력", "추후", "추후 확정", "추후확정", "추후 결정", "추후결정", "추후 공지",
    "추후공지", "추후 안내", "추후안내", "추후 통보", "추후통보", "추후 입력", "추후입력", "추후 기재", "추후 협의",
    "확정 예정", "입력 예정", "작성 예정", "확인 중", "확인중", "조율 중", "조율중",
];

/// That a letter is not to leave, at the beginning of a value.
pub(super) const NOT_TO_BE_SENT: [&str; 27] = [
    "보내지 마세요", "보내지마세요", "보내지 말 것", "보내지 말것", "보내지 마", "메일 보내지 마세요",
    "메일 보내지 말 것", "발송 금지", "발송금지", "발송 제외", "발송제외", "발송 보류", "발송보류", "발송 대상 아님",
    "발송 안 함", "발송 안함", "발송하지 마세요", "발송하지 말 것", "발송하지 말것", "메일 발송 금지",
    "메일 발송 제외", "전송 금지", "담당자 확인 후 발송", "담당자 확인후 발송", "팀장 확인 후 발송",
    "관리자 확인 후 발송", "내부 확인 후 발송",
];

/// What is said to oneself, if nothing else is in a value or in brackets.
pub(super) const PERHAPS_INTERNAL: [&str; 23] = [
    "확인 필요", "확인필요", "확인 요망", "확인요망", "재확인 필요", "재확인필요", "검토 필요", "수정 필요",
    "전화로 확인할 것", "전화로 확인", "전화 확인", "전화 확인 필요", "전화할 것", "확인할 것", "다시 확인할 것",
    "재확인할 것", "본인 확인 필요", "연락 필요", "내부용", "내부 참고용", "대외비", "외부 유출 금지", "공유 금지",
];

/// What is said of somebody who gets no letter. `이사` alone is a director.
pub(super) const OVER: [&str; 50] = [
    "취소", "취소됨", "취소함", "취소 요청", "신청 취소", "신청취소", "수강 취소", "수강취소", "참가 취소",
    "참석 취소", "예약 취소", "예약취소", "퇴사", "퇴사함", "퇴사자", "퇴사 예정", "퇴사예정", "퇴직", "퇴직자",
    "퇴직 예정", "휴직", "휴직 중", "휴직중", "휴직자", "탈퇴", "탈퇴함", "탈퇴자", "탈퇴 회원", "탈퇴회원", "중복",
    "중복 신청", "중복신청", "중복 등록", "중복 데이터", "이사함", "이사 감", "이사감", "이사 갔음", "이사갔음",
    "자퇴", "휴학", "퇴학", "전학", "전출", "제명", "삭제", "삭제 요망", "반송", "반송됨", "주소 불명",
];

/// The same of the dead.
pub(super) const DEAD: [&str; 6] = ["사망", "사망함", "사망자", "고인", "작고", "별세"];

/// Who stands in a row by which somebody tries a list.
pub(super) const TESTERS: [&str; 8] = [
    "테스트 사용자", "테스트 계정", "테스트계정", "테스트 회원", "테스트 고객", "테스트 직원", "테스트 데이터",
    "테스트 행",
];

/// How it is said of a post that nobody has it any more.
pub(super) const LEFT_POST: [&str; 9] =
    ["퇴사", "퇴사자", "퇴사함", "퇴직", "퇴직자", "퇴직함", "해고", "사망", "면직"];

/// What people note behind a name.
const BEHIND_NAMES: [&str; 22] = [
    "신규", "신입", "기존", "전입", "대기", "대기자", "보류", "미납", "미입금", "육아휴직", "출산휴가", "병가", "휴가",
    "졸업", "편입", "복학", "복직", "결석", "불참", "확인", "테스트", "예정자",
];

/// Whether what stands behind a name in brackets is such a note.
pub(in crate::findings) fn is_behind_a_name(note: &str) -> bool {
    [&BEHIND_NAMES[..], &TO_COME, &NOT_TO_BE_SENT, &PERHAPS_INTERNAL, &OVER, &DEAD]
        .iter()
        .any(|words| words.contains(&note))
}

#[cfg(test)]
mod tests {
    use super::super::{is_left_post, not_shown, whole};
    use super::*;
    use crate::findings::Kind;

    #[test]
    fn notes_in_korean_are_found() {
        for (value, kind) in [
            ("추후 확정", Kind::Leftover),
            ("(미정)", Kind::Leftover),
            ("추후 공지", Kind::Leftover),
            ("미확정", Kind::Leftover),
            ("추후 안내", Kind::Leftover),
            ("보내지 마세요", Kind::Hold),
            ("보내지 마세요! 본인 요청", Kind::Hold),
            ("발송 금지", Kind::Hold),
            ("담당자 확인 후 발송", Kind::Hold),
            ("확인 필요", Kind::NotToBeSent),
            ("전화로 확인할 것", Kind::NotToBeSent),
            ("퇴사자", Kind::NotToBeSent),
            ("취소", Kind::NotToBeSent),
            ("취소 (3월)", Kind::NotToBeSent),
            ("사망", Kind::NotToBeSent),
            ("고인", Kind::NotToBeSent),
            ("탈퇴", Kind::NotToBeSent),
            ("중복", Kind::NotToBeSent),
            ("（퇴사）", Kind::NotToBeSent),
            ("테스트 계정", Kind::NotToBeSent),
        ] {
            assert_eq!(whole(value).map(|(kind, _)| kind), Some(kind), "{value}");
        }
        for value in ["발송 금지", "퇴사", "이사 감"] {
            assert!(not_shown(value).is_some(), "{value}");
        }
        assert!(is_left_post("퇴사") && is_left_post("퇴직 (3월)") && is_left_post("퇴직"));
        assert!(is_behind_a_name("퇴사") && is_behind_a_name("신규") && is_behind_a_name("확인필요"));
    }

    #[test]
    fn what_is_said_to_the_reader_in_korean_is_left_alone() {
        for value in [
            "이사",
            "현금은 보내지 마세요",
            "입금 확인 후 발송됩니다",
            "입금 확인 후 발송",
            "취소 수수료는 없습니다",
            "취소하실 경우 연락 바랍니다",
            "중복 할인 가능",
            "퇴직연금팀",
            "휴직자 대상 과정",
            "미정씨",
            "추후 개별 안내드립니다",
            "신분증을 지참할 것",
            "노트북 지참",
            "주차권 제공",
            "고인돌",
        ] {
            assert_eq!((whole(value), not_shown(value)), (None, None), "{value}");
        }
        assert!(!is_left_post("퇴직연금팀") && !is_left_post("이사") && !is_left_post("과장"));
        assert!(!is_behind_a_name("팀장") && !is_behind_a_name("이사") && !is_behind_a_name("A"));
    }
}
